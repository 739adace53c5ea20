using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Health;

namespace WhatSnap.Companion.Messages;

/// <summary>Fetches the files of a message to where Messages may read them, and clears them away later.</summary>
internal sealed class StageFiles(MacPlaces places, DeviceApi api, TimeProvider time)
{
    /// <summary>Messages has copied a file to its own place long before.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>The paths, in order; null when one can't be had or is not what was announced.</summary>
    public async Task<IReadOnlyList<string>?> RunAsync(WireOutboxItem item, CancellationToken cancellationToken)
    {
        Clear();
        var paths = new List<string>();
        foreach (var file in item.Attachments ?? [])
        {
            var folder = Directory.CreateDirectory(Path.Combine(places.Staged, Guid.NewGuid().ToString("N")));
            var path = Path.Combine(folder.FullName, NameOf(file));
            try
            {
                if (!await api.DownloadAsync(file, path, cancellationToken)) return null;
            }
            catch (DeviceApiException gone) when (!gone.IsTransient)
            {
                return null;
            }

            paths.Add(path);
        }

        return paths;
    }

    private void Clear()
    {
        if (!Directory.Exists(places.Staged)) return;
        var oldest = (time.GetUtcNow() - Kept).UtcDateTime;
        foreach (var folder in Directory.GetDirectories(places.Staged).Where(one => Directory.GetLastWriteTimeUtc(one) < oldest))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The name alone, whatever path somebody wrote into it.</summary>
    private static string NameOf(WireOutboxFile file)
    {
        var name = Path.GetFileName((file.Name ?? "").Replace('\\', '/')).Trim().TrimStart('.');
        return name.Length is > 0 and <= 200 && !name.Any(char.IsControl) ? name : "file";
    }
}
