using Azure.Storage.Blobs;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>Keeps message bodies that are too large for a table row (32,000 characters) in a blob until they are delivered.</summary>
public sealed class OversizedBodies(BlobServiceClient blobs)
{
    private const int LargestInRow = 30_000;
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(ContainerNames.Bodies);

    /// <summary>The row as given, or one that names a blob instead of holding the body.</summary>
    public async Task<PendingRow> PutAsync(LaneId lane, PendingRow row, CancellationToken cancellationToken)
    {
        if (row.Body is not { Length: > LargestInRow } body) return row;

        var name = $"{lane}/{row.Marker}/{Guid.NewGuid():N}";
        await _container.GetBlobClient(name).UploadAsync(BinaryData.FromString(body), cancellationToken);
        return row with { Body = null, BodyBlob = name };
    }

    /// <summary>The whole message, as JSON.</summary>
    public async Task<string> ReadAsync(PendingRow row, CancellationToken cancellationToken)
    {
        if (row.Body is { } body) return body;

        var blob = await _container.GetBlobClient(row.BodyBlob).DownloadContentAsync(cancellationToken);
        return blob.Value.Content.ToString();
    }

    /// <summary>The lane and the message that a blob was put for.</summary>
    internal static (LaneId Lane, MarkerKey Marker) OwnerOf(string blob)
    {
        var parts = blob.Split('/');
        return (new LaneId(parts[0]), new MarkerKey(parts[1]));
    }

    /// <summary>Deletes the body of a row that is done.</summary>
    public async Task DropAsync(PendingRow row, CancellationToken cancellationToken)
    {
        if (row.BodyBlob is { } name) await _container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
    }
}
