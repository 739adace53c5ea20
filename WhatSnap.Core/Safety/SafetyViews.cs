using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Safety;

/// <summary>Shows an account's safety as it is now.</summary>
public sealed class ShowSafety(SendBudgets budgets, LocationDays days, TimeProvider time)
{
    public async Task<IResult> RunAsync(Account account, CancellationToken cancellationToken)
    {
        var (now, limits) = (time.GetUtcNow(), SafetyTable.Of(account));
        var zone = await days.ZoneAsync(account.LocationId, cancellationToken);
        var planner = new SlotPlanner(limits, account.Safety, account.CreatedAt, zone);
        var ledger = (await budgets.ReadAsync(account.Key, cancellationToken)).Slots.At(now);
        var view = new SafetyView(SafetyModes.NameOf(account.SafetyMode), account.Safety.Mode is null)
        {
            Budget = limits is null ? null : BudgetView.Of(limits, planner, ledger, account, now),
            Pause = limits is not null && account.Safety.Pause is { } pause && pause.IsOn(now) ? PauseView.Of(pause) : null,
            QuietHours = account.Safety.Quiet is { } quiet ? QuietView.Of(quiet, zone, now) : null,
        };
        return Results.Json(view, SafetyJson.Default.SafetyView);
    }
}

/// <summary>Body of <c>PUT /api/accounts/{accountId}/safety</c>: all of it.</summary>
/// <param name="Mode"><c>off</c>, <c>gentle</c> or <c>strict</c>.</param>
/// <param name="QuietHours">Null for none.</param>
internal sealed record SafetyRequest(string? Mode, QuietRequest? QuietHours);

/// <summary>Quiet hours, in the location's time zone.</summary>
/// <param name="From">Their beginning, such as <c>21:00</c>.</param>
/// <param name="Until">Their end.</param>
/// <param name="Then"><c>queue</c> or <c>reject</c>.</param>
internal sealed record QuietRequest(string? From, string? Until, string? Then)
{
    public const string Queue = "queue";
    public const string Reject = "reject";
}

/// <summary>An account's safety.</summary>
/// <param name="Mode">Its mode.</param>
/// <param name="IsDefault">True where nobody chose it.</param>
internal sealed record SafetyView(string Mode, bool IsDefault)
{
    /// <summary>Null where nothing is limited.</summary>
    public BudgetView? Budget { get; init; }

    /// <summary>Null while it does not pause.</summary>
    public PauseView? Pause { get; init; }

    public QuietView? QuietHours { get; init; }
}

/// <summary>What an account may send, and has sent.</summary>
/// <param name="Day">The day of its life, from 1.</param>
/// <param name="Hour">Messages in the hour; answers do not count.</param>
/// <param name="Today">Messages in the day of the location's time zone.</param>
/// <param name="StrangersToday">People written to in the day who never wrote to it.</param>
/// <param name="Waiting">Messages that have a slot in the time to come.</param>
/// <param name="NextFreeAt">When a message to somebody who has written could leave; null where that is more than a day away.</param>
/// <param name="NextFreeForStrangersAt">The same for somebody who has not.</param>
internal sealed record BudgetView(
    int Day, CountView Hour, CountView Today, CountView StrangersToday, int Waiting, DateTimeOffset? NextFreeAt, DateTimeOffset? NextFreeForStrangersAt)
{
    public static BudgetView Of(SafetyLimits limits, SlotPlanner planner, SlotLedger ledger, Account account, DateTimeOffset now)
    {
        var (most, used) = (limits.At(now - account.CreatedAt), planner.UsedAt(ledger, now));
        return new BudgetView(
            SafetyLimits.DayOf(now - account.CreatedAt), new CountView(used.Hour, most.Hourly), new CountView(used.Day, most.Daily),
            new CountView(used.Strangers, most.Strangers), ledger.Slots.Count(slot => slot.At > now), NextFor(SlotKind.Known), NextFor(SlotKind.Stranger));

        DateTimeOffset? NextFor(SlotKind kind) => planner.Plan(ledger, new SlotRequest(kind, 0, 0, 0, false), now, now + Holds.Longest).At;
    }
}

/// <summary>How much of a limit is used; slots of the time to come count.</summary>
internal sealed record CountView(int Used, int Limit);

/// <summary>Why and until when an account pauses, and what waits: <c>strangers</c>, <c>all_but_answers</c> or <c>all</c>.</summary>
internal sealed record PauseView(string Code, string Sentence, string NextAction, string Holds, DateTimeOffset Since, DateTimeOffset Until)
{
    public static PauseView Of(SafetyPause pause) => new(
        pause.Code, pause.Reason.Sentence, pause.Reason.NextAction, NameOf(pause.Reason.Scope), pause.Since, pause.Until);

    internal static string NameOf(PauseScope scope) => scope switch
    {
        PauseScope.Strangers => "strangers",
        PauseScope.AllButAnswers => "all_but_answers",
        _ => "all",
    };
}

/// <summary>An account's quiet hours in the location's time zone, and when they end if they hold now.</summary>
internal sealed record QuietView(string From, string Until, string Then, string TimeZone, DateTimeOffset? HoldUntil)
{
    public static QuietView Of(QuietHours quiet, TimeZoneInfo zone, DateTimeOffset now) => new(
        $"{quiet.From:HH:mm}", $"{quiet.Until:HH:mm}", quiet.Rejects ? QuietRequest.Reject : QuietRequest.Queue, zone.Id, quiet.EndAt(now, zone));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SafetyRequest))]
[JsonSerializable(typeof(SafetyView))]
internal sealed partial class SafetyJson : JsonSerializerContext;
