using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Outbound;

namespace WhatSnap.Bench.Devices;

/// <summary>Prints what is known of the messages with which something went wrong.</summary>
internal sealed class ExplainDevices(DeviceJournal journal, ChaosBed bed)
{
    public void Print(DeviceVerdict verdict)
    {
        Print("lost", verdict.LostIn);
        Print("out of order", verdict.OutOfOrderIn);
        Print("wrong date", verdict.WrongDate);
        Print("lost", verdict.LostOut);
        Print("sent twice", verdict.DoubledOut);
        Print("sent out of order", verdict.OutOfOrderOut);
        Print("wrong status", verdict.WrongStatus);
        Print("unknown", verdict.Unknown);
    }

    private void Print(string what, IEnumerable<ReceivedText> texts)
    {
        foreach (var text in texts.Distinct().Take(Story.MostExplained))
        {
            var to = text.AcceptedAt ?? TimeProvider.System.GetUtcNow();
            var stored = bed.World.GoHighLevel.World.Messages.Where(message => message.Body == text.Text);
            Story.Print(
                $"{what}: {text}",
                [
                    new StoryLine(text.CameAt, "came to the device"), .. Story.Posts(text.Posts),
                    .. stored.Select(message => new StoryLine(message.CommittedAt, $"GoHighLevel: {message.Id} of {message.DateAdded:yyyy-MM-dd HH:mm:ss.fff}")),
                    .. Story.Faults(journal.Faults, text.CameAt, to),
                ]);
        }
    }

    private void Print(string what, IEnumerable<WrittenAnswer> answers)
    {
        foreach (var answer in answers.Distinct().Take(Story.MostExplained))
        {
            Story.Print(
                $"{what}: {answer.Id} to {answer.Contact.Phone}",
                [
                    new StoryLine(answer.At, "written"), .. Story.Posts(answer.Posts),
                    .. bed.World.GoHighLevel.World.Message(answer.Id)!.Statuses.Select(status => new StoryLine(status.At, $"GoHighLevel shows {status.Status} {status.Error?.Code}")),
                    .. Story.Faults(journal.Faults, answer.At, TimeProvider.System.GetUtcNow()),
                    .. Story.Logged(bed.Hosts, [answer.Id], answer.AcceptedAt),
                ]);
        }
    }
}
