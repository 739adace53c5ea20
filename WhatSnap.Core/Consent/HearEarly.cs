using Microsoft.Extensions.Logging;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Consent;

/// <summary>
/// Records the word of a message before the message has its turn: what is before it in its lane, or a location without calls, may keep
/// it waiting for days, and whoever stopped gets nothing meanwhile. Calls nobody but storage. A sender who is no contact yet is heard
/// with the message.
/// </summary>
public sealed class HearEarly(LaneTable lanes, RecordConsent record, ILogger<HearEarly> logger)
{
    /// <summary>Lanes of one sender that led to each other; more are not followed.</summary>
    private const int MostLanes = 4;

    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, HeardWork.FromJson) is not { } work) return;
        if (await ContactOfAsync(new LaneId(work.Lane), cancellationToken) is not { } contactId) return;
        await record.RunEarlyAsync(work.EntryOf(contactId), cancellationToken);
    }

    private async Task<string?> ContactOfAsync(LaneId lane, CancellationToken cancellationToken)
    {
        for (var looks = 0; looks < MostLanes; looks++)
        {
            var head = await lanes.FindHeadAsync(lane, cancellationToken);
            if (head?.RedirectTo is not { } target) return head?.ContactId;
            lane = new LaneId(target);
        }

        return null;
    }
}
