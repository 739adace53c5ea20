using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Health;

namespace WhatSnap.Companion.Messages;

/// <summary>Waits for messages to send and sends them one after the other; takes none on while this Mac may not send or see what went.</summary>
internal sealed class SendOutbox(DeviceApi api, MacHealth health, SendMessage send, SentJournal journal)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await health.CheckAsync(cancellationToken);
        if (!health.MaySend) throw new TroubleException(health.Trouble!);

        foreach (var item in await api.OutboxAsync(DeviceApi.Wait, cancellationToken))
        {
            await send.RunAsync(item, cancellationToken);
            if (journal.Find(item.Id) is not { State: SendState.Failed, Error: { } error } || Findings.All.All(one => one.Code != error)) continue;

            // The rest is offered again when their lease is over.
            health.Doubt();
            return;
        }
    }
}

/// <summary>Something on this Mac keeps messages from being sent.</summary>
internal sealed class TroubleException(Finding finding) : Exception(finding.Sentence)
{
    public Finding Finding => finding;
}
