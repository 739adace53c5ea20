using Microsoft.Extensions.Caching.Memory;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Leads a customer's number and LID to one lane, in whatever order they were seen. A number keeps its lane for ever; a LID follows
/// the number that it is known with, because people take their LID along to another number.
/// </summary>
public sealed class JoinIdentities(Aliases aliases, MergeLanes merge, IMemoryCache cache)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <param name="locationId">The location.</param>
    /// <param name="number">The identity by number.</param>
    /// <param name="lid">The identity by LID.</param>
    /// <param name="holder">The lease of the caller who works on the LID's lane; null for none.</param>
    /// <param name="cancellationToken">Cancels the joining.</param>
    /// <returns>The lane of the number.</returns>
    public async Task<LaneId> RunAsync(
        string locationId, string number, string lid, LaneLease? holder, CancellationToken cancellationToken)
    {
        var name = ("joined", locationId, number, lid);
        if (cache.TryGetValue(name, out LaneId joined)) return joined;

        var key = Keys.Hash(number);
        var before = await aliases.FindAsync(locationId, lid, cancellationToken);

        // Seen alone before: the number comes to the lane that is there. It may have a lane of its own all the same.
        var suggested = before is { Number: null } alone ? alone.Lane : LaneId.New(locationId);
        var lane = (await aliases.FindOrAddAsync(locationId, number, new Alias(suggested, null), cancellationToken)).Lane;
        var known = before ?? await aliases.FindOrAddAsync(locationId, lid, new Alias(lane, key), cancellationToken);
        if (!await LeadAsync(locationId, lid, known, new Alias(lane, key), holder, cancellationToken)) return lane;
        return cache.Set(name, lane, new MemoryCacheEntryOptions { SlidingExpiration = Fresh, Size = 1 });
    }

    /// <returns>False when the LID's lane could not be merged just now; the next message tries again.</returns>
    private async Task<bool> LeadAsync(
        string locationId, string lid, Alias known, Alias wanted, LaneLease? holder, CancellationToken cancellationToken)
    {
        if (known == wanted) return true;
        if (known.Number is not null || known.Lane == wanted.Lane)
        {
            // The lane of the number before stays as it is: somebody else may have that number one day.
            await aliases.RepointAsync(locationId, lid, wanted.Lane, wanted.Number, cancellationToken);
            return true;
        }

        if (holder is null || holder.Lane != known.Lane) return await merge.RunAsync(locationId, lid, wanted.Lane, wanted.Number, cancellationToken);
        if (holder.Head.InDoubt) return false;
        await merge.HandOverAsync(holder, lid, wanted.Lane, wanted.Number, cancellationToken);
        return true;
    }
}
