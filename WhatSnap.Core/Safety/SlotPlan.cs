using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Safety;

/// <summary>A message that asks for a slot.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Contact">A keyed hash of whom it is for.</param>
/// <param name="Text">A keyed hash of its text; 0 for none.</param>
/// <param name="Share">0 up to 1, by its id: how much of the gap's play it takes.</param>
/// <param name="IsLive">True where the contact wrote within an hour, so that quiet hours don't hold it.</param>
public sealed record SlotRequest(SlotKind Kind, uint Contact, uint Text, double Share, bool IsLive);

/// <summary>When a message may leave.</summary>
/// <param name="At">The second; null where it would come too late.</param>
/// <param name="Hold">What keeps it until then, a code of <see cref="Holds"/>; null where it need not wait.</param>
public sealed record SlotPlan(DateTimeOffset? At, string? Hold);

/// <summary>
/// Finds the first free slot for a message, by all that limits an account: its pause, its quiet hours, the day's and the hour's
/// budget, the day's strangers, the same text to many, and the gap to the slots beside it. It reads and writes nothing.
/// </summary>
/// <param name="limits">What its mode means; null for none.</param>
/// <param name="settings">Its pause and quiet hours.</param>
/// <param name="connectedAt">When its ramp began.</param>
/// <param name="zone">The location's time zone.</param>
public sealed class SlotPlanner(SafetyLimits? limits, SafetySettings settings, DateTimeOffset connectedAt, TimeZoneInfo zone)
{
    private static readonly TimeSpan SameTextFor = TimeSpan.FromHours(24);

    /// <summary>The first free slot.</summary>
    /// <param name="ledger">The slots that are given.</param>
    /// <param name="request">The message.</param>
    /// <param name="from">Now.</param>
    /// <param name="until">A later slot would come too late.</param>
    public SlotPlan Plan(SlotLedger ledger, SlotRequest request, DateTimeOffset from, DateTimeOffset until)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(from.ToUnixTimeSeconds());
        var (hold, longest) = ((string?)null, TimeSpan.Zero);
        while (NextOf(ledger, request, at) is { } next)
        {
            // What it says that it waits for is what costs it most time.
            if (next.At - at > longest) (hold, longest) = (next.Hold, next.At - at);
            at = RoundedUp(next.At);
            if (at > until) return new SlotPlan(null, hold);
        }

        return new SlotPlan(at, at > from ? hold : null);
    }

    /// <summary>True while a pause or quiet hours hold a message, whatever slot it has.</summary>
    public bool IsHeld(SlotRequest request, DateTimeOffset at) => HoldMoveOf(request, at) is not null;

    /// <summary>What an account has used of its limits at a time: messages in the hour and in the day, strangers in the day.</summary>
    public (int Hour, int Day, int Strangers) UsedAt(SlotLedger ledger, DateTimeOffset at)
    {
        var (hour, day) = (HourOf(at), DayOf(at));
        return (
            ledger.Counted.Count(slot => hour.Holds(slot.At)),
            ledger.Counted.Count(slot => day.Holds(slot.At)),
            StrangersOf(ledger, day).Distinct().Count());
    }

    private static IEnumerable<uint> StrangersOf(SlotLedger ledger, Span day) =>
        ledger.Slots.Where(slot => slot.Kind == SlotKind.Stranger && day.Holds(slot.At)).Select(slot => slot.Contact);

    /// <summary>The time to which something moves a message, and what; null where it may leave.</summary>
    private Move? NextOf(SlotLedger ledger, SlotRequest request, DateTimeOffset at)
    {
        if (HoldMoveOf(request, at) is { } hold) return hold;
        if (limits is null) return null;
        return (request.Kind == SlotKind.Answer ? null : BudgetMoveOf(limits, ledger, request, at)) ?? GapMoveOf(limits, ledger, request, at);
    }

    private Move? HoldMoveOf(SlotRequest request, DateTimeOffset at)
    {
        if (limits is not null && settings.Pause is { } pause && pause.Holds(request.Kind, at)) return new Move(pause.Until, pause.Code);
        return !request.IsLive && settings.Quiet?.EndAt(at, zone) is { } end ? new Move(end, Holds.QuietHours) : null;
    }

    private Move? BudgetMoveOf(SafetyLimits known, SlotLedger ledger, SlotRequest request, DateTimeOffset at)
    {
        var (hour, day, now) = (HourOf(at), DayOf(at), known.At(at - connectedAt));
        if (ledger.Counted.Count(slot => day.Holds(slot.At)) >= now.Daily) return new Move(day.Until, Holds.Daily);
        if (ledger.Counted.Count(slot => hour.Holds(slot.At)) >= now.Hourly) return new Move(hour.Until, Holds.Hourly);
        if (request.Kind != SlotKind.Stranger) return null;

        var strangers = StrangersOf(ledger, day).ToHashSet();
        if (!strangers.Contains(request.Contact) && strangers.Count >= now.Strangers) return new Move(day.Until, Holds.Strangers);
        return SameTextMoveOf(known, ledger, request, at);
    }

    private static Move? SameTextMoveOf(SafetyLimits known, SlotLedger ledger, SlotRequest request, DateTimeOffset at)
    {
        if (request.Text == 0) return null;
        var same = ledger.Slots
            .Where(slot => slot.Kind == SlotKind.Stranger && slot.Text == request.Text && slot.Contact != request.Contact && (slot.At - at).Duration() < SameTextFor)
            .ToList();
        if (same.DistinctBy(slot => slot.Contact).Count() < known.SameText) return null;
        return new Move(known.RefusesSameText ? DateTimeOffset.MaxValue : same.Min(slot => slot.At) + SameTextFor, Holds.SameText);
    }

    /// <summary>A message keeps its own gap to the slot before it, and leaves as much to one that is given behind it.</summary>
    private static Move? GapMoveOf(SafetyLimits known, SlotLedger ledger, SlotRequest request, DateTimeOffset at)
    {
        var gap = (request.Kind == SlotKind.Answer ? known.BeforeAnswers : known.Between).Of(request.Share);
        var near = ledger.Slots.Where(slot => (slot.At - at).Duration() < gap).Select(slot => slot.At).ToList();
        return near.Count == 0 ? null : new Move(near.Max() + gap, Holds.Pace);
    }

    /// <summary>The hour that the location's clocks show.</summary>
    private Span HourOf(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var start = at - new TimeSpan(0, local.Minute, local.Second) - TimeSpan.FromTicks(local.Ticks % TimeSpan.TicksPerSecond);
        return new Span(start, start + TimeSpan.FromHours(1));
    }

    private Span DayOf(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        return new Span(LocationDays.StartOf(day, zone), LocationDays.StartOf(day.AddDays(1), zone));
    }

    private static DateTimeOffset RoundedUp(DateTimeOffset at) =>
        at.Ticks % TimeSpan.TicksPerSecond == 0 || at == DateTimeOffset.MaxValue ? at : DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() + 1);

    private sealed record Move(DateTimeOffset At, string Hold);

    private readonly record struct Span(DateTimeOffset From, DateTimeOffset Until)
    {
        public bool Holds(DateTimeOffset at) => From <= at && at < Until;
    }
}
