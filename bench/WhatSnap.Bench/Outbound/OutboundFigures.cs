using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.Outbound;

/// <summary>The figures of one outbound run, as they are printed.</summary>
internal sealed record OutboundFigures : RunFigures
{
    private OutboundFigures(ChaosOptions options, ChaosBed bed, FaultLog faults)
        : base(options, bed, faults)
    {
    }

    public override string Benchmark { get; } = "chaos-outbound";

    public required int WrongStatus { get; init; }

    public required int Unknown { get; init; }

    public required int Waiting { get; init; }

    public required int Delivered { get; init; }

    public required int Failed { get; init; }

    public required int CallbacksLost { get; init; }

    public required double SlowestSendS { get; init; }

    public required double P95AcceptToTwilioS { get; init; }

    public required int TwilioPosts { get; init; }

    public required int Crm429s { get; init; }

    public static OutboundFigures Of(
        ChaosOptions options, ChaosBed bed, OutboundJournal journal, OutboundVerdict verdict, int throttled)
    {
        var twilio = bed.World.Twilio.World;
        var (written, sent) = (journal.Written, twilio.Sent);
        return new OutboundFigures(options, bed, journal.Faults)
        {
            Sent = written.Count,
            Accepted = written.Count(answer => answer.AcceptedAt is not null),
            Repeats = journal.Repeats,
            Lost = verdict.Lost.Count,
            Duplicated = verdict.Duplicated.Count,
            OutOfOrder = verdict.OutOfOrder.Count,
            WrongStatus = verdict.WrongStatus.Count,
            Unknown = verdict.Unknown.Count,
            Changed = verdict.Changed.Count + verdict.Foreign,
            Waiting = verdict.Waiting.Count,
            Delivered = sent.Count(message => message.Status == "delivered"),
            Failed = sent.Count(message => message.Status is "failed" or "undelivered"),
            CallbacksLost = sent.Sum(message => message.Callbacks.Count(callback => callback.Answer is not (>= 200 and < 300))),
            SlowestSendS = Math.Round(verdict.Took.Select(one => one.Seconds).DefaultIfEmpty(0).Max(), 1),
            P95AcceptToTwilioS = Math.Round(Quantile.Of(verdict.Took.Select(one => one.Seconds), 0.95), 2),
            TwilioPosts = twilio.CountOf(TwilioCallName.SendMessage),
            Crm429s = throttled,
        };
    }
}
