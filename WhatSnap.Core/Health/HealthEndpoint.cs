using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Health;

/// <summary><c>GET /api/health</c>: how the location and each of its accounts fare, as a score with its reasons.</summary>
public sealed class HealthEndpoint(ApiGuard guard, ReadHealth health)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
            Results.Json(HealthView.Of(await health.RunAsync(session.LocationId, cancellationToken)), HealthJson.Default.HealthView));
}

/// <summary>How a location fares.</summary>
/// <param name="Location">The state of its access to GoHighLevel, in words.</param>
/// <param name="Accounts">Its accounts, oldest first.</param>
public sealed record HealthView(LocationStatus Location, IReadOnlyList<AccountHealthView> Accounts)
{
    internal static HealthView Of(LocationHealth health) => new(health.Status, [.. health.Accounts.Select(AccountHealthView.Of)]);
}

/// <summary>How an account fares.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Code of its state.</param>
/// <param name="Score">0 (does not work) to 100 (nothing is wrong); null for an account that is not connected.</param>
/// <param name="Reasons">What took points from it; of an account that is not connected its state comes first, which takes none.</param>
/// <param name="LastHeardAt">When it last had traffic, to ten minutes; null for never.</param>
/// <param name="PhoneSeenAt">When its own phone was last seen; null where that is not known, and for what is not WhatsApp.</param>
/// <param name="Restarts">How often its session was started again in the trouble that goes on.</param>
/// <param name="NothingMissingSince">As far as it was looked, nothing is missing since then.</param>
/// <param name="LookedUntil">Until when it was looked; null before the first time.</param>
/// <param name="ComparedUntil">Until when all that the provider lists stands here; null before the first comparison, and where it keeps no list.</param>
/// <param name="Compared">What the last comparison with the gateway's own list found; null before it, and for what has no gateway.</param>
/// <param name="Missing">The last three in sentences.</param>
/// <param name="Waiting">How many of its messages wait.</param>
/// <param name="WaitingSince">When the oldest of them was accepted; null where none waits.</param>
/// <param name="FailedLately">How many of its messages of the last day failed, or may have.</param>
/// <param name="Held">How many of its messages wait for their slot, or for the end of quiet hours or of a pause.</param>
public sealed record AccountHealthView(
    string Id, string Name, string State, int? Score, IReadOnlyList<ReasonView> Reasons, DateTimeOffset? LastHeardAt, DateTimeOffset? PhoneSeenAt,
    int Restarts, DateTimeOffset NothingMissingSince, DateTimeOffset? LookedUntil, DateTimeOffset? ComparedUntil, Comparison? Compared, string Missing,
    int Waiting, DateTimeOffset? WaitingSince, int FailedLately, int Held)
{
    internal static AccountHealthView Of(AccountHealth health) => new(
        health.Account.AccountId, health.Account.Name, health.Account.ShownState, health.Score,
        [.. ReasonsOf(health)],
        health.Heard?.At, health.Account.Health?.PhoneSeenAt, health.Account.Health?.Restarts ?? 0, health.Since, health.CheckedUntil, health.ComparedUntil, health.Account.Health?.Compared, MissingOf(health),
        health.Backlog.Waiting, health.Backlog.WaitingSince, health.Backlog.Failed, health.Backlog.Held);

    private static IEnumerable<ReasonView> ReasonsOf(AccountHealth health)
    {
        var state = AccountStates.Of(health.Account.ShownState);
        if (health.Score is null) yield return new ReasonView(state.Code, 0, state.Sentence, state.NextAction);
        foreach (var sign in health.Signs) yield return new ReasonView(sign.Code, sign.Points, sign.Sentence, sign.NextAction);
    }

    private static string MissingOf(AccountHealth health) => LookedAt(health) + (health.Account.Health?.Compared switch
    {
        null or { HasList: true, Until: null } => "",
        { HasList: false } => " It can't be compared with the gateway's own list of messages: the gateway keeps none.",
        { Until: { } until, BroughtIn: 0 } => $" All that the gateway's own list has until {ShownTime.Of(until)} is here.",
        { Until: { } until, InPart: 0 } found => $" All that the gateway's own list has until {ShownTime.Of(until)} is here; {found.BroughtIn} of it had not arrived and came from the list.",
        { Until: { } until } found => $" All that the gateway's own list has until {ShownTime.Of(until)} is here; {found.BroughtIn} of it had not arrived and came from the list, {found.InPart} with no more than the beginning.",
    });

    private static string LookedAt(AccountHealth health) => health.CheckedUntil is { } until && until > health.Since
        ? $"Nothing is missing since {ShownTime.Of(health.Since)}; last looked at {ShownTime.Of(until)}."
        : $"Nothing is known to be missing since {ShownTime.Of(health.Since)}; it was not looked since then.";
}

/// <summary>Why a score is not 100, or why there is none.</summary>
public sealed record ReasonView(string Code, int Points, string Sentence, string NextAction);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(AlertsView))]
[JsonSerializable(typeof(AlertSettingsView))]
[JsonSerializable(typeof(AlertSettingsRequest))]
internal sealed partial class HealthJson : JsonSerializerContext;
