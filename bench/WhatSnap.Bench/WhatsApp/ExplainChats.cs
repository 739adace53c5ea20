using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>Prints what is known of everything that went wrong.</summary>
internal sealed class ExplainChats(ChaosBed bed, Gateways gateways, FaultLog faults)
{
    public void Print(ChatVerdict verdict, OwnerVerdict owners, ChatState state, IReadOnlyList<string> corrupted)
    {
        Print("lost", verdict.All.Where(fate => fate.IsLost));
        Print("duplicated", verdict.All.Where(fate => fate.Doubles > 0));
        Print("out of order", verdict.All.Where(fate => fate.IsOvertaken));
        Print("changed", verdict.All.Where(fate => fate.IsChanged));
        if (verdict.Foreign > 0) Report.Progress($"{verdict.Foreign} messages stand at an end that nobody wrote.");
        if (owners.SawNone) Report.Progress($"{owners.Displacements} owners were displaced, and of none was seen how it ended.");
        foreach (var owner in owners.Lost) Report.Progress(
            $"  {owner.From:HH:mm:ss.fff} {owner.Gateway} lost {owner.Session} (epoch {owner.Epoch}), closed {(owner.Closed is { } at ? $"at {at:HH:mm:ss.fff}" : "never")}");
        foreach (var write in owners.After.Take(Story.MostExplained)) Report.Progress(
            $"  {write.Began:HH:mm:ss.fff} {write.Gateway} wrote to {write.Session} as owner {write.Epoch} after another had begun");
        foreach (var (number, account) in state.Accounts)
        {
            foreach (var unread in account.Unread.Take(Story.MostExplained)) Report.Progress($"  {unread.At:HH:mm:ss.fff} {number}: {unread.Id} of {unread.By} {unread.What} {unread.Why}");
        }

        foreach (var name in corrupted) Report.Progress($"  corrupted: {name}");
    }

    private void Print(string what, IEnumerable<ChatFate> fates)
    {
        foreach (var fate in fates.Take(Story.MostExplained))
        {
            var to = fate.Arrived ?? TimeProvider.System.GetUtcNow();
            Story.Print(
                $"{what}: {fate.Name}",
                [
                    new StoryLine(fate.Accepted, "accepted"),
                    .. fate.Arrived is { } at ? [new StoryLine(at, "arrived")] : Array.Empty<StoryLine>(),
                    .. Story.Faults(faults, fate.Accepted, to),
                    .. Story.Logged(bed.Hosts.Concat(gateways.All), fate.Ids, fate.Accepted),
                ]);
        }
    }
}
