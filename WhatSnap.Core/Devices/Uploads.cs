using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>What became of a file on its way here.</summary>
public enum UploadOutcome
{
    /// <summary>It is kept.</summary>
    Kept,

    /// <summary>It is larger than is taken; nothing is kept.</summary>
    TooLarge,

    /// <summary>Its bytes are others than announced; nothing is kept.</summary>
    OtherBytes,
}

/// <summary>
/// Files that devices bring, by their hash, for the messages that name them: private, about a day, and as long as a message may need them
/// once one names them. A file is there wholly or not at all.
/// </summary>
public sealed class Uploads(TableServiceClient tables, BlobServiceClient blobs, MarkerRetention retention, TimeProvider time)
{
    public const int Largest = 25 * 1024 * 1024;
    private const int BlockSize = 4 * 1024 * 1024;

    /// <summary>At least; the purge comes once a day.</summary>
    private static readonly TimeSpan Unnamed = TimeSpan.FromDays(1);

    /// <summary>A message that waits for GoHighLevel, or is replayed, has it for so long.</summary>
    private static readonly TimeSpan Named = TimeSpan.FromDays(30);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Uploads);
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(ContainerNames.Media);

    public async Task<bool> HasAsync(string locationId, string hash, CancellationToken cancellationToken) =>
        await FindAsync(locationId, hash, cancellationToken) is not null;

    /// <summary>Keeps a file, block by block: no more of it is in memory.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="hash">SHA-256 of the bytes, in lower-case hex.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cancellationToken">Ends it; nothing is kept then.</param>
    public async Task<UploadOutcome> PutAsync(string locationId, string hash, Stream bytes, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlockBlobClient(NameOf(locationId, hash));
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<string> blocks = [];
        var (attempt, size, type) = (Guid.NewGuid().ToString("N"), 0, "");
        var buffer = new byte[BlockSize];
        int read;
        while ((read = await bytes.ReadAtLeastAsync(buffer, BlockSize, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            if ((size += read) > Largest) return UploadOutcome.TooLarge;
            if (blocks.Count == 0) type = FileKinds.Of(buffer.AsSpan(0, Math.Min(read, FileKinds.Telling)));
            sum.AppendData(buffer, 0, read);
            blocks.Add(Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{attempt}{blocks.Count:D4}"))));
            using var block = new MemoryStream(buffer, 0, read);
            await blob.StageBlockAsync(blocks[^1], block, cancellationToken: cancellationToken);
        }

        // Blocks that are not committed are no file, and storage drops them.
        if (size == 0 || Convert.ToHexStringLower(sum.GetHashAndReset()) != hash) return UploadOutcome.OtherBytes;
        try
        {
            await blob.CommitBlockListAsync(blocks, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException other) when (other.Status == 400 && other.ErrorCode == BlobErrorCode.InvalidBlockList)
        {
            // Another upload of the same bytes was faster: its commit dropped our blocks.
        }

        var until = time.GetUtcNow() + Unnamed;
        await NoteEndAsync(locationId, hash, until, cancellationToken);
        await _table.UpsertEntityAsync(
            new TableEntity(locationId, hash) { ["ContentType"] = type, ["KeptUntil"] = until }, TableUpdateMode.Merge, cancellationToken);
        return UploadOutcome.Kept;
    }

    /// <summary>Keeps a file for a message that names it.</summary>
    /// <returns>False when it is not here.</returns>
    public async Task<bool> KeepAsync(string locationId, string hash, LaneId lane, CancellationToken cancellationToken)
    {
        if (await FindAsync(locationId, hash, cancellationToken) is not { } row) return false;
        var until = time.GetUtcNow() + Named;
        await NoteEndAsync(locationId, hash, until, cancellationToken);
        return await _table.TryMergeAsync(new TableEntity(locationId, hash) { ["KeptUntil"] = until, ["Lane"] = lane.Value }, row.ETag, cancellationToken)
            || await KeepAsync(locationId, hash, lane, cancellationToken);
    }

    /// <summary>The file that a message names; null when it is not here any more.</summary>
    public async Task<MediaFile?> ReadAsync(string locationId, InboundMedia media, CancellationToken cancellationToken)
    {
        if (!media.Url.StartsWith(DeviceItem.FilePrefix, StringComparison.Ordinal)) return null;
        var hash = DeviceItem.HashOf(media);
        if (await FindAsync(locationId, hash, cancellationToken) is not { } row) return null;
        try
        {
            var type = row.GetString("ContentType");
            var file = await _container.GetBlobClient(NameOf(locationId, hash)).DownloadContentAsync(cancellationToken);
            return new MediaFile($"attachment.{FetchedFile.Ending(type)}", type, file.Value.Content.ToArray());
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Forgets a file, by the key under which its end was noted, unless it is kept for longer since.</summary>
    public async Task ForgetAsync(string key, CancellationToken cancellationToken)
    {
        var (locationId, hash) = (key[..key.LastIndexOf('~')], key[(key.LastIndexOf('~') + 1)..]);
        if (await FindAsync(locationId, hash, cancellationToken) is not { } row || row.GetDateTimeOffset("KeptUntil") > time.GetUtcNow()) return;
        await _container.DeleteBlobIfExistsAsync(NameOf(locationId, hash), cancellationToken: cancellationToken);
        await _table.DeleteEntityAsync(locationId, hash, row.ETag, cancellationToken);
    }

    internal static string NameOf(string locationId, string hash) => $"{locationId}/uploads/{hash}";

    private Task NoteEndAsync(string locationId, string hash, DateTimeOffset until, CancellationToken cancellationToken) => retention.NoteAsync(
        MarkerRetention.UploadKind, $"{locationId}~{hash}", DateOnly.FromDateTime(until.UtcDateTime).AddDays(1), cancellationToken);

    private async Task<TableEntity?> FindAsync(string locationId, string hash, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, hash, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }
}
