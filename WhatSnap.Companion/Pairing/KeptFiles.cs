using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using WhatSnap.Companion.Health;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Companion.Pairing;

/// <summary>What the companion keeps, in files that only this user can read; each is written whole or not at all.</summary>
internal sealed class KeptFiles(MacPlaces places)
{
    private string DevicePath => Path.Combine(places.Kept, "device.json");

    private string CursorPath => Path.Combine(places.Kept, "cursor.json");

    private string SentPath => Path.Combine(places.Kept, "sent.json");

    private string StatusPath => Path.Combine(places.Kept, "status.json");

    private string LockPath => Path.Combine(places.Kept, "run.lock");

    /// <summary>The pairing; null when there is none or its file makes no sense.</summary>
    public PairedDevice? Device() => Read(DevicePath, KeptJson.Default.KeptDevice) is { Token: not null, DeviceId: not null } kept
        && ServerAddress.TryParse(kept.Server ?? "", out var server)
            ? new PairedDevice(server!, kept.DeviceId, new DeviceToken(kept.Token), kept.TokenSince)
            : null;

    public void Save(PairedDevice device) => Write(
        DevicePath, new KeptDevice(device.Server.ToString(), device.DeviceId, device.Token.Value, device.TokenSince), KeptJson.Default.KeptDevice);

    public ChatCursor? Cursor() => Read(CursorPath, KeptJson.Default.ChatCursor);

    public void Save(ChatCursor cursor) => Write(CursorPath, cursor, KeptJson.Default.ChatCursor);

    public IReadOnlyList<SentMessage> Sent() => Read(SentPath, KeptJson.Default.IReadOnlyListSentMessage) ?? [];

    public void Save(IReadOnlyList<SentMessage> sent) => Write(SentPath, sent, KeptJson.Default.IReadOnlyListSentMessage);

    public RunStatus? Status() => Read(StatusPath, KeptJson.Default.RunStatus);

    public void Save(RunStatus status) => Write(StatusPath, status, KeptJson.Default.RunStatus);

    /// <summary>Held while the companion runs; null when another one holds it.</summary>
    public IDisposable? Lock()
    {
        CreateFolder();
        try
        {
            return new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void DeleteAll()
    {
        if (Directory.Exists(places.Kept)) Directory.Delete(places.Kept, recursive: true);
    }

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Beside it first, on the disk, then in its place: a power cut leaves the old one or the new one.</summary>
    private void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        CreateFolder();
        var settings = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(path + ".new");
        using (var file = new FileStream(path + ".new", settings))
        {
            JsonSerializer.Serialize(file, value, type);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(places.Kept);
        else Directory.CreateDirectory(places.Kept, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>The file of the pairing.</summary>
internal sealed record KeptDevice(string? Server, string? DeviceId, string? Token, DateTimeOffset? TokenSince = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeptDevice))]
[JsonSerializable(typeof(ChatCursor))]
[JsonSerializable(typeof(IReadOnlyList<SentMessage>))]
[JsonSerializable(typeof(RunStatus))]
internal sealed partial class KeptJson : JsonSerializerContext;
