using WhatSnap.Companion.Devices;

namespace WhatSnap.Companion.Messages;

/// <summary>Tells WhatSnap what became of each message, until it has heard it.</summary>
internal sealed class TellReceipts(DeviceApi api, SentJournal journal, ReadSent sent, TimeProvider time, Action<string> say)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        sent.Update();
        foreach (var entry in journal.All.Where(IsNews))
        {
            try
            {
                await api.ReceiptsAsync([ReceiptOf(entry)], cancellationToken);
                say($"Message {entry.Id}: {NameOf(entry.State)}{(entry.Error is { } error ? $" ({error})" : "")}");
            }
            catch (DeviceApiException refused) when (refused.IsFinal)
            {
                say($"WhatSnap does not take the receipt of message {entry.Id}: {refused.Message}");
            }

            journal.Change(entry.Id, current => current with { Told = entry.State });
        }
    }

    private static bool IsNews(SentMessage entry) =>
        entry.State is not (SendState.NotStarted or SendState.MayHaveRun) && entry.Told != entry.State;

    private static string NameOf(SendState state) => state.ToString().ToLowerInvariant();

    private WireReceipt ReceiptOf(SentMessage entry) => new(
        entry.Id, entry.LeaseId, NameOf(entry.State), entry.Service?.ToLowerInvariant(), entry.Parts is [var first, ..] ? first.Guid : null, entry.Error, time.GetUtcNow());
}
