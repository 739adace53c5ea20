using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>A media item that we serve: where it came from, and its file once it was fetched.</summary>
/// <param name="Key">The unguessable key in its address.</param>
/// <param name="LocationId">The location it belongs to.</param>
/// <param name="AccountId">The account whose credentials fetch it.</param>
/// <param name="Source">Where the provider keeps it.</param>
/// <param name="BlobName">Its blob; null until it was fetched.</param>
public sealed record ServedMedia(
    string Key, string LocationId, string AccountId, InboundMedia Source, string? BlobName);

/// <summary>Media that GoHighLevel reads from us: a stable, unguessable, revocable address each, for a year.</summary>
public sealed class MediaStore(
    TableServiceClient tables, BlobServiceClient blobs, MarkerRetention retention, IOptions<PublicAddressOptions> host,
    TimeProvider time)
{
    private const string Row = "media";
    internal static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Media);
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(ContainerNames.Media);

    /// <summary>Registers a media item of a contact, with its file when it was fetched; the answer is its public address.</summary>
    public async Task<string> AddAsync(
        InboundMessage message, string contactId, InboundMedia source, MediaFile? file, CancellationToken cancellationToken)
    {
        var media = new ServedMedia(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), message.LocationId, message.AccountId, source,
            null);
        var expiresAt = time.GetUtcNow() + KeptFor;
        await retention.NoteAsync(
            MarkerRetention.MediaKind, media.Key, DateOnly.FromDateTime(expiresAt.UtcDateTime), cancellationToken);

        // First: whoever erases the contact finds what follows by it.
        await _table.UpsertEntityAsync(new TableEntity(media.LocationId, NameFor(contactId, media.Key)), TableUpdateMode.Replace, cancellationToken);
        await _table.AddEntityAsync(
            new TableEntity(media.Key, Row)
            {
                ["LocationId"] = media.LocationId,
                ["AccountId"] = media.AccountId,
                ["ContactId"] = contactId,
                ["Source"] = source.Url,
                ["ContentType"] = source.ContentType,
                ["ExpiresAt"] = expiresAt,
            }, cancellationToken);
        if (file is not null) await FillAsync(media, file, cancellationToken);
        return host.Value.Absolute(Routes.Media.Replace("{key}", media.Key, StringComparison.Ordinal));
    }

    /// <summary>The media item of a key, unless it has expired or was revoked.</summary>
    public async Task<ServedMedia?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(key, Row, cancellationToken: cancellationToken);
        if (!found.HasValue || found.Value!.GetDateTimeOffset("ExpiresAt") < time.GetUtcNow()) return null;
        var row = found.Value;
        return new ServedMedia(
            key, row.GetString("LocationId"), row.GetString("AccountId"),
            new InboundMedia(row.GetString("Source"), row.GetString("ContentType")), row.GetString("BlobName"));
    }

    /// <summary>Keeps the file of a media item.</summary>
    public async Task FillAsync(ServedMedia media, MediaFile file, CancellationToken cancellationToken)
    {
        var name = $"{media.LocationId}/{media.Key}";
        await _container.GetBlobClient(name).UploadAsync(new BinaryData(file.Bytes), overwrite: true, cancellationToken);
        await _table.UpdateEntityAsync(
            new TableEntity(media.Key, Row) { ["BlobName"] = name }, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    public async Task<byte[]> ReadAsync(string blobName, CancellationToken cancellationToken) =>
        (await _container.GetBlobClient(blobName).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();

    /// <summary>Takes a media item's address back and deletes its file.</summary>
    public async Task RevokeAsync(string key, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(key, Row, cancellationToken: cancellationToken);
        if (!row.HasValue) return;
        if (row.Value!.GetString("BlobName") is { } name) await _container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
        await _table.DeleteEntityAsync(row.Value.GetString("LocationId"), NameFor(row.Value.GetString("ContactId"), key), ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(key, Row, ETag.All, cancellationToken);
    }

    /// <summary>The key of the media item that a contact's row names.</summary>
    internal static string KeyOf(string name) => name[(name.LastIndexOf('~') + 1)..];

    private static string NameFor(string contactId, string key) => $"{contactId}~{key}";
}
