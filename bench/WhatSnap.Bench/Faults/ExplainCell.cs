using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Outbound;

namespace WhatSnap.Bench.Faults;

/// <summary>Prints the story of each message of a cell with which something went wrong.</summary>
internal static class ExplainCell
{
    public static void Print(FaultCell cell, CellVerdict verdict, ChaosBed bed, OutboundJournal answers)
    {
        Print("lost", verdict.Lost);
        Print("duplicated", verdict.Duplicated);
        Print("out of order", verdict.OutOfOrder);
        Print("changed", verdict.Changed);

        void Print(string what, IReadOnlyList<string> ids)
        {
            foreach (var id in ids.Distinct().Take(Story.MostExplained))
            {
                Story.Print($"{cell.Name}, {what}: {id}", [.. LinesOf(id)]);
            }
        }

        IEnumerable<StoryLine> LinesOf(string id)
        {
            PostTrace? posts = cell.Texts.Texts.FirstOrDefault(text => text.Sid == id);
            posts ??= cell.PhoneTexts.FirstOrDefault(text => text.Id == id)?.Posts;
            posts ??= answers.Written.FirstOrDefault(answer => answer.Id == id)?.Posts;
            var stored = bed.World.GoHighLevel.World.Messages.Where(message => message.AltId == id).ToList();
            var sent = bed.World.Twilio.World.Sent.Where(one => OutboundVerdict.IdOf(one) == id).ToList();
            string[] ids = [id, .. stored.Select(copy => copy.Id), .. sent.Select(copy => copy.Sid)];
            return
            [
                new StoryLine(cell.Began, "the fault begins"), new StoryLine(cell.Ended, "the fault ends"),
                .. posts is null ? [] : Story.Posts(posts),
                .. stored.Select(copy => new StoryLine(copy.CommittedAt, $"in GoHighLevel as {copy.Id}, no. {copy.Sequence}, {copy.Attachments.Count} attachments")),
                .. sent.Select(copy => new StoryLine(copy.Message.DateSent, $"at Twilio as {copy.Sid}")),
                .. Story.Logged(bed.Hosts, ids, posts?.AcceptedAt),
            ];
        }
    }
}
