using System.Globalization;
using System.Text.Json.Serialization;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Dashboard;

/// <summary>An account as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>twilio</c>, <c>whatsapp</c> or <c>device</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number, E.164; null while no phone has linked a WhatsApp account.</param>
/// <param name="Tag">The tag of its contacts.</param>
/// <param name="FormerTag">The tag before, while contacts are still moved.</param>
/// <param name="Retag">How far its contacts were moved to its tag; null when none were.</param>
/// <param name="TagMode"><c>add</c> or <c>exclusive</c>.</param>
/// <param name="Assignment">Who gets its contacts.</param>
/// <param name="SimulatesTyping">Whether it shows that it types before it sends; null for what is not WhatsApp.</param>
/// <param name="TakesGroups">Whether it brings in what is written in groups; null for Twilio.</param>
/// <param name="Forwarding">What of its phone or Mac it brings in; null for what is no device.</param>
/// <param name="IsDefault">Whether it sends where no tag decides.</param>
/// <param name="State">Its state in words.</param>
/// <param name="Actions">What may be asked for now: <c>reconnect</c>, <c>disconnect</c>, <c>remove</c>.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Connection">The newest attempt to connect it; null where none is kept.</param>
/// <param name="Notes">What its owner should know beside its state.</param>
/// <param name="Notice">What this call changed besides what was asked for; null when nothing.</param>
public sealed record AccountView(
    string Id, string Kind, string Name, string? Number, string Tag, string? FormerTag, RetagView? Retag, string TagMode, AssignmentView Assignment,
    bool? SimulatesTyping, bool? TakesGroups, ForwardingRules? Forwarding, bool IsDefault, AccountState State, IReadOnlyList<string> Actions, DateTimeOffset CreatedAt, ConnectionView? Connection, IReadOnlyList<NoticeView> Notes,
    NoticeView? Notice = null)
{
    public static AccountView Of(Account account, string? defaultAccountId, Connection? attempt, RetagProgress? retag, DateTimeOffset now) => new(
        account.AccountId, KindOf(account.Platform), account.Name, account.Number?.ToString(), account.Tag, account.FormerTag,
        RetagOf(account, retag),
        account.TagMode == Accounts.TagMode.Exclusive ? "exclusive" : "add",
        new AssignmentView(account.Assignment.UserIds, account.Assignment.IncludesExisting),
        account.Platform == Platform.WhatsApp ? account.SimulatesTyping : null,
        account.Platform == Platform.Twilio ? null : account.TakesGroups,
        account.Platform == Platform.Device ? account.Forwarding : null,
        account.AccountId == defaultAccountId, AccountStates.Of(account.ShownState), [.. ActionsOf(account)], account.CreatedAt,
        attempt is null ? null : ConnectionView.Of(attempt), AccountNotes.Of(account, now));

    private static IEnumerable<string> ActionsOf(Account account)
    {
        if (AccountStates.IsClosing(account.ShownState)) yield break;
        if (ReconnectEndpoint.MayStart(account)) yield return "reconnect";
        if (CloseAccountRequest.Closing(account, AccountStates.Disconnecting) is not null) yield return "disconnect";
        if (CloseAccountRequest.Closing(account, AccountStates.Removing) is not null) yield return "remove";
    }

    /// <summary>A change of tag that was noted on the account alone so far has moved nobody yet.</summary>
    private static RetagView? RetagOf(Account account, RetagProgress? known) => (account.FormerTag, known) switch
    {
        (null, null) => null,
        (not null, null or { EndedAt: not null }) => new RetagView(0, 0, false),
        _ => new RetagView(known.Done, known.Total, known.EndedAt is not null),
    };

    internal static string KindOf(Platform platform) => platform switch
    {
        Platform.Twilio => "twilio",
        Platform.WhatsApp => "whatsapp",
        _ => "device",
    };
}

/// <summary>Something that a person should know, and what to do about it.</summary>
public sealed record NoticeView(string Sentence, string NextAction)
{
    internal static readonly NoticeView NoDefaultAnyMore = new(
        "This was the location's default account, and now none is: messages to contacts without an account's tag have no way out.",
        "Make another account the default, or connect this one again.");

    internal static readonly NoticeView NoDefault = new(
        "No account is the location's default: messages to contacts without an account's tag have no way out.",
        "Make one of the active accounts the default.");
}

/// <summary>What must be said of a WhatsApp account before a phone links it; <c>docs/whatsapp.md</c> says the same.</summary>
public static class WhatsAppWarning
{
    public const string Sentence =
        "WhatSnap links to WhatsApp as a device, by an unofficial client that WhatsApp's terms do not allow: WhatsApp may restrict or ban a number at any volume. "
        + "Numbers are banned for writing first to strangers, the same text to many, bulk sending from a new number, and reports of spam.";

    public const string NextAction =
        "Answer people who wrote to you, use a number that you can afford to lose, and take WhatsApp's official Cloud API where you can't. "
        + "WhatSnap keeps one connection per number, connects again slowly, stops showing codes after a while, and writes to nobody by itself.";

    internal static readonly NoticeView Notice = new(Sentence, NextAction);
}

/// <summary>How far an account's contacts were moved to its new tag.</summary>
public sealed record RetagView(int Done, int Total, bool IsDone);

/// <summary>Who gets an account's contacts: no user, one, or several in turn.</summary>
public sealed record AssignmentView(IReadOnlyList<string> UserIds, bool IncludesExisting);

/// <summary>An attempt to connect an account, in words.</summary>
/// <param name="State"><c>running</c>, <c>waiting</c> for an answer, <c>connected</c> or <c>failed</c>.</param>
/// <param name="Steps">The steps so far.</param>
/// <param name="Questions">What is asked; answered with one yes or no.</param>
/// <param name="End">How it ended; null while it goes on.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record ConnectionView(
    string State, IReadOnlyList<StepView> Steps, IReadOnlyList<StepView> Questions, StepView? End, DateTimeOffset StartedAt)
{
    public static ConnectionView Of(Connection attempt) => new(
        StateOf(attempt), [.. attempt.Steps.Select(StepView.Of)], [.. (IsAsked(attempt) ? attempt.Question! : []).Select(StepView.Of)],
        attempt.EndCode is { } end ? StepView.Of(new StepResult("end", end)) : null, attempt.StartedAt);

    internal static bool IsAsked(Connection attempt) => attempt is { Question: not null, Answer: null, EndCode: null };

    private static string StateOf(Connection attempt) => attempt.EndCode switch
    {
        ConnectionEnds.Connected => "connected",
        not null => "failed",
        _ => IsAsked(attempt) ? "waiting" : "running",
    };
}

/// <summary>One step in words.</summary>
/// <param name="Step">Its code.</param>
/// <param name="Title">Its title.</param>
/// <param name="Severity"><c>running</c>, <c>passed</c>, <c>warning</c>, <c>question</c> or <c>failed</c>.</param>
/// <param name="Code">The code of what it found.</param>
/// <param name="Sentence">What it found.</param>
/// <param name="NextAction">What to do; empty when there is nothing to do.</param>
/// <param name="Detail">What the sentence names, such as an amount, a host or a count; null where it names nothing.</param>
public sealed record StepView(string Step, string Title, string Severity, string Code, string Sentence, string NextAction, string? Detail = null)
{
    public static StepView Of(StepResult result)
    {
        var finding = StepFindings.Of(result.Code);
        return new StepView(
            result.Step, ConnectionSteps.TitleOf(result.Step), finding.Severity.ToString().ToLowerInvariant(),
            result.Code, string.Format(CultureInfo.InvariantCulture, finding.Sentence, result.Detail ?? ""), finding.NextAction,
            finding.Sentence.Contains("{0}", StringComparison.Ordinal) ? result.Detail : null);
    }
}

/// <summary>The accounts of a location.</summary>
/// <param name="Accounts">Oldest first.</param>
/// <param name="Most">How many a location may have.</param>
/// <param name="Location">The state of the location's access to GoHighLevel, in words.</param>
/// <param name="Notice">What is to be said of them together; null when nothing.</param>
public sealed record AccountsView(IReadOnlyList<AccountView> Accounts, int Most, LocationStatus Location, NoticeView? Notice);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AccountView))]
[JsonSerializable(typeof(AccountsView))]
internal sealed partial class AccountViewJson : JsonSerializerContext;
