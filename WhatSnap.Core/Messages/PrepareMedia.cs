using System.Text.Json;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Brings a message's media to where GoHighLevel can read them, once: what comes out is kept on the row, so that every
/// try posts the same. What can't be fetched becomes a visible line with an address that tries again when opened.
/// </summary>
public sealed partial class PrepareMedia(
    FetchMedia fetch, GoHighLevelMessages crm, MediaStore store, TimeProvider time, ILogger<PrepareMedia> logger)
{
    /// <summary>After so many failed tries a file is served from here, so that trouble with uploads never keeps a text back.</summary>
    private const int TriesUntilServed = 3;

    private const int LargestUpload = 5 * 1024 * 1024;

    /// <summary>What GoHighLevel's upload takes (developer portal, "Upload file attachments").</summary>
    private static readonly HashSet<string> UploadTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "image/jpeg", "image/png", "image/gif", "image/svg+xml", "image/heic", "video/mp4", "video/mpeg", "video/3gpp",
        "audio/mpeg", "audio/wav", "audio/aac", "audio/mp4", "audio/amr", "application/pdf", "text/plain", "text/csv",
        "text/vcard", "text/x-vcard", "text/calendar", "application/zip",
    };

    /// <exception cref="FileNotNowException">A file may still come; the message waits for it.</exception>
    public async Task<(PendingRow Row, PreparedContent Content)> RunAsync(
        LaneLease lease, PendingRow row, InboundMessage message, Account account, string contactId,
        CancellationToken cancellationToken)
    {
        if (ContentOf(row, message) is { } known) return (row, known);
        var lines = new List<string>();
        var attachments = new List<string>();
        foreach (var media in message.Media)
        {
            await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
            var file = await FetchAsync(row, message, account, media, cancellationToken);
            if (file is null)
            {
                var address = await store.AddAsync(message, contactId, media, null, cancellationToken);
                lines.Add($"[An attachment ({media.ContentType}) could not be loaded. Open to try again: {address}]");
                LogNotFetched(message.ProviderMessageId, message.AccountId);
                continue;
            }

            attachments.Add(row.Tries < TriesUntilServed
                ? await PlaceAsync(lease, message, media, file, contactId, cancellationToken)
                : await store.AddAsync(message, contactId, media, file, cancellationToken));
        }

        var done = new PreparedMedia(lines, attachments);
        var kept = row with { Prepared = JsonSerializer.Serialize(done, MessageJson.Default.PreparedMedia) };
        await lease.RenewAsync(kept, cancellationToken);
        return (kept, done.With(message.Text));
    }

    /// <summary>What is posted for a message; null while its media are not prepared.</summary>
    internal static PreparedContent? ContentOf(PendingRow row, InboundMessage message) => row.Prepared switch
    {
        { } prepared => JsonSerializer.Deserialize(prepared, MessageJson.Default.PreparedMedia)!.With(message.Text),
        _ => message.Media.Count == 0 ? new PreparedContent(message.Text, []) : null,
    };

    /// <summary>Where the provider is away for now, the message waits a little before it goes without its file.</summary>
    private async Task<MediaFile?> FetchAsync(
        PendingRow row, InboundMessage message, Account account, InboundMedia media, CancellationToken cancellationToken)
    {
        try
        {
            return await fetch.RunAsync(account, message.ProviderMessageId, media, cancellationToken);
        }
        catch (FileNotNowException) when (time.GetUtcNow() - row.AcceptedAt >= LaneTiming.FileMayStillCome)
        {
            return null;
        }
    }

    /// <summary>Uploads what GoHighLevel takes; serves the rest, and what it refuses, from here.</summary>
    private async Task<string> PlaceAsync(
        LaneLease lease, InboundMessage message, InboundMedia media, MediaFile file, string contactId,
        CancellationToken cancellationToken)
    {
        if (file.Bytes.Length > LargestUpload || !UploadTypes.Contains(file.ContentType))
        {
            return await store.AddAsync(message, contactId, media, file, cancellationToken);
        }

        try
        {
            await lease.EnsureWithinAsync(LaneTiming.CallsUntil, cancellationToken);
            return await crm.UploadAsync(message.LocationId, contactId, file, cancellationToken);
        }
        catch (GoHighLevelException refused) when (refused.Outcome == CallOutcome.Refused || refused.Code == GoHighLevelMessages.EmptyAnswer)
        {
            return await store.AddAsync(message, contactId, media, file, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A media item of message {MessageId}, account {AccountId}, could not be fetched")]
    private partial void LogNotFetched(string messageId, string accountId);
}
