using Azure.Storage.Blobs;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>Deletes message bodies that no row refers to: a host was killed between putting them and storing their row.</summary>
public sealed class PurgeBodies(BlobServiceClient blobs, LaneTable lanes, DeadLetters letters, TimeProvider time)
{
    /// <summary>Much longer than a body can be on its way to its row.</summary>
    internal static readonly TimeSpan LeftAlone = TimeSpan.FromDays(1);
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(ContainerNames.Bodies);

    /// <returns>How many were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - LeftAlone;
        var deleted = 0;
        await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Properties.CreatedOn > before || await IsInUseAsync(blob.Name, cancellationToken)) continue;
            await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
            deleted++;
        }

        return deleted;
    }

    /// <summary>Looks in the lane that the body was put for, and in those that its rows went to since.</summary>
    private async Task<bool> IsInUseAsync(string blob, CancellationToken cancellationToken)
    {
        var (first, marker) = OversizedBodies.OwnerOf(blob);
        for (LaneId? next = first; next is { } lane;)
        {
            var view = await lanes.ReadAsync(lane, cancellationToken);
            if (view.Pending.Any(row => row.BodyBlob == blob)) return true;
            if (await letters.FindBodyAsync(lane, marker, cancellationToken) == blob) return true;
            next = view.Head?.RedirectTo is { } target ? new LaneId(target) : null;
        }

        return false;
    }
}
