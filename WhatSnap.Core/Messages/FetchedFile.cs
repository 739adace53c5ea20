using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>Reads a provider's answer as a file, up to a size.</summary>
internal static class FetchedFile
{
    /// <summary>The largest file that is taken over.</summary>
    public const int Largest = 16 * 1024 * 1024;

    /// <summary>How long a provider may take for one file, all tries together; below the lease of a lane.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>True when a page or a message came in the place of a picture, a sound or a film.</summary>
    public static bool IsNonsense(HttpResponseMessage response, InboundMedia media) =>
        media.ContentType.Split('/')[0] is "image" or "audio" or "video"
        && response.Content.Headers.ContentType?.MediaType is "text/html" or "application/json";

    /// <returns>The file; null when the answer is none or nonsense, or is larger than <see cref="Largest"/>.</returns>
    public static async Task<MediaFile?> ReadAsync(
        HttpResponseMessage response, InboundMedia media, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode || IsNonsense(response, media) || response.Content.Headers.ContentLength > Largest) return null;

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > Largest) return null;
            bytes.Write(buffer, 0, read);
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? media.ContentType;
        return new MediaFile($"attachment.{Ending(type)}", type, bytes.ToArray());
    }

    /// <summary>GoHighLevel goes by the ending of the name, and takes only those it knows.</summary>
    public static string Ending(string contentType) => contentType.ToLowerInvariant() switch
    {
        "image/jpeg" => "jpg",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "video/3gpp" => "3gp",
        "text/plain" => "txt",
        "text/calendar" => "ics",
        "text/vcard" or "text/x-vcard" => "vcf",
        var other => other.Split('/')[^1].Split('+')[0],
    };
}
