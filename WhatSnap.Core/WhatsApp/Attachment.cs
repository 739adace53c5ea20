using Microsoft.AspNetCore.StaticFiles;

namespace WhatSnap.Core.WhatsApp;

/// <summary>How WhatsApp shows a file.</summary>
public enum AttachmentKind
{
    File,
    Image,
    Video,
    Voice,
}

/// <summary>A file to send, which the gateway loads itself.</summary>
/// <param name="Url">Its address, which anybody can read.</param>
/// <param name="MimeType">Its media type.</param>
/// <param name="FileName">The name that the other side sees.</param>
public sealed record Attachment(string Url, string MimeType, string FileName)
{
    public const string UnknownType = "application/octet-stream";
    private const string VoiceType = "audio/ogg; codecs=opus";
    private const int LongestName = 100;

    private static readonly FileExtensionContentTypeProvider Types = new();

    public AttachmentKind Kind => MimeType switch
    {
        "image/jpeg" or "image/png" or "image/gif" or "image/webp" => AttachmentKind.Image,
        "video/mp4" => AttachmentKind.Video,
        VoiceType => AttachmentKind.Voice,
        _ => AttachmentKind.File,
    };

    /// <summary>The type that an address's own name tells; null when it tells none.</summary>
    public static string? TypeOf(Uri address) => Path.GetExtension(address.AbsolutePath).ToLowerInvariant() switch
    {
        ".ogg" or ".oga" or ".opus" => VoiceType,
        _ => Types.TryGetContentType(address.AbsolutePath, out var type) ? type : null,
    };

    /// <summary>A server's word for a type; an opus file in ogg is a voice note.</summary>
    public static string TypeOf(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        null or "" => UnknownType,
        "audio/ogg" or "audio/opus" => VoiceType,
        var other => other,
    };

    /// <summary>The last part of an address's path.</summary>
    public static string NameOf(Uri address)
    {
        var name = Uri.UnescapeDataString(address.Segments[^1]).Trim('/', ' ');
        return name.Length switch { 0 => "file", > LongestName => name[^LongestName..], _ => name };
    }

    public override string ToString() => $"attachment of type {MimeType}";
}

/// <summary>Finds out what kind of file an attachment is: by its name's ending, else by what its server says, within a few seconds.</summary>
public sealed class ReadAttachment(HttpClient http)
{
    internal static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(3);

    public async Task<Attachment> RunAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) return new Attachment(url, Attachment.UnknownType, "file");
        var type = Attachment.TypeOf(address)
            ?? await AskAsync(HttpMethod.Head, address, cancellationToken)
            ?? await AskAsync(HttpMethod.Get, address, cancellationToken);
        return new Attachment(url, type ?? Attachment.UnknownType, Attachment.NameOf(address));
    }

    /// <summary>Null when the server does not say; of a file itself nothing is read.</summary>
    private async Task<string?> AskAsync(HttpMethod method, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, address);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType is { } said ? Attachment.TypeOf(said) : null;
        }
        catch (Exception failed) when (failed is HttpRequestException or NotSupportedException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
