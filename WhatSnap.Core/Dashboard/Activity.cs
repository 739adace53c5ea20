using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Dashboard;

/// <summary>What a person can do that changes something: a stable code and a sentence.</summary>
public sealed record ActivityKind(string Code, string Sentence);

/// <summary>Everything that is recorded; <c>docs/sessions.md</c> lists it and a test compares the two.</summary>
public static class ActivityKinds
{
    public static readonly ActivityKind AccountAdded = new("account_added", "Added an account.");
    public static readonly ActivityKind AccountChanged = new("account_changed", "Changed an account.");
    public static readonly ActivityKind AccountRemoved = new("account_removed", "Removed an account.");
    public static readonly ActivityKind AccountDisconnected = new("account_disconnected", "Disconnected an account.");
    public static readonly ActivityKind AccountReconnected = new("account_reconnected", "Connected an account again.");
    public static readonly ActivityKind ConnectionCalledOff = new("connection_called_off", "Called off connecting an account.");
    public static readonly ActivityKind QuestionAnswered = new("question_answered", "Answered what connecting an account asked.");
    public static readonly ActivityKind PasskeyAnswered = new("passkey_answered", "Answered WhatsApp's passkey for an account.");
    public static readonly ActivityKind PairingCodeAsked = new("pairing_code_asked", "Asked for a code to link a phone.");
    public static readonly ActivityKind DeviceCodeAsked = new("device_code_asked", "Asked for a code to pair a phone or Mac.");
    public static readonly ActivityKind DeviceWasRevoked = new("device_revoked", "Revoked the access of an account's phone or Mac.");
    public static readonly ActivityKind SigningKeyPasted = new("signing_key_pasted", "Pasted the signing key of an account's phone.");
    public static readonly ActivityKind AlertSettingsChanged = new("alert_settings_changed", "Changed who is told of alerts.");

    public static readonly ActivityKind DataExported = new("data_exported", "Exported what is stored about a contact or the location.");
    public static readonly ActivityKind DataErased = new("data_erased", "Had erased what is stored about a contact or the location.");
    public static readonly ActivityKind MessagesReplayed = new("messages_replayed", "Replayed messages that had not passed.");
    public static readonly ActivityKind TagsRepaired = new("tags_repaired", "Repaired account tags of contacts.");
    public static readonly ActivityKind ConsentChanged = new("consent_changed", "Recorded that a contact opted out of messages, or takes them again.");

    public static readonly ActivityKind SafetyChanged = new("safety_changed", "Changed the safety mode or the quiet hours of an account.");
    public static readonly ActivityKind SendingResumed = new("sending_resumed", "Ended the pause of an account before its time.");

    public static readonly IReadOnlyList<ActivityKind> All =
    [
        AccountAdded, AccountChanged, AccountRemoved, AccountDisconnected, AccountReconnected, ConnectionCalledOff, QuestionAnswered,
        PasskeyAnswered, PairingCodeAsked, DeviceCodeAsked, DeviceWasRevoked, SigningKeyPasted, AlertSettingsChanged, DataExported, DataErased, MessagesReplayed, TagsRepaired,
        ConsentChanged, SafetyChanged, SendingResumed,
    ];

    /// <summary>The kind with a code.</summary>
    public static ActivityKind Of(string code) => All.Single(kind => kind.Code == code);
}

/// <summary>One thing that a person changed.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="UserId">GoHighLevel's user id.</param>
/// <param name="Kind">What was done.</param>
/// <param name="AccountId">The account; null where it is about none.</param>
/// <param name="Members">What was named in the request, without values.</param>
/// <param name="IsDone">False when the host ended before it could say whether it was done.</param>
public sealed record Activity(
    string LocationId, DateTimeOffset At, string UserId, ActivityKind Kind, string? AccountId, IReadOnlyList<string> Members, bool IsDone)
{
    internal string RowKey { get; init; } = "";
}

/// <summary>The table of what people changed, a partition per location, the newest first.</summary>
public sealed class ActivityTable(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    public const int DaysKept = 400;
    private const char Separator = '~';
    private readonly TableClient _table = tables.GetTableClient(TableNames.Activity);

    /// <summary>Notes what is asked for, before it is done.</summary>
    public async Task<Activity> BeginAsync(LocationSession session, ActivityKind kind, string? accountId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = Keys.NewestFirst(now) + "-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        var activity = new Activity(session.LocationId, now, session.UserId, kind, accountId, [], false) { RowKey = key };
        await retention.NoteAsync(
            MarkerRetention.ActivityKind, $"{session.LocationId}{Separator}{key}", DateOnly.FromDateTime(now.UtcDateTime).AddDays(DaysKept), cancellationToken);
        await SaveAsync(activity, cancellationToken);
        return activity;
    }

    /// <summary>Notes that it was done.</summary>
    public Task EndAsync(Activity activity, CancellationToken cancellationToken) => SaveAsync(activity with { IsDone = true }, cancellationToken);

    /// <summary>Forgets what was refused: nothing was changed.</summary>
    public Task DropAsync(Activity activity, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(activity.LocationId, activity.RowKey, ETag.All, cancellationToken);

    /// <summary>Forgets a row by its retention key; repeating it changes nothing.</summary>
    public Task ForgetAsync(string retentionKey, CancellationToken cancellationToken)
    {
        var end = retentionKey.LastIndexOf(Separator);
        return _table.DeleteEntityAsync(retentionKey[..end], retentionKey[(end + 1)..], ETag.All, cancellationToken);
    }

    /// <summary>What was changed in a location, the newest first.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="after">The key of the last one of the page before; null for the first page.</param>
    /// <param name="pageSize">How many are read at once.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<Activity> ListAsync(
        string locationId, string? after, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey gt {after ?? ""}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellationToken)) yield return Read(row);
    }

    private Task<Response> SaveAsync(Activity activity, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(activity.LocationId, activity.RowKey)
        {
            ["At"] = activity.At,
            ["UserId"] = activity.UserId,
            ["Kind"] = activity.Kind.Code,
            ["AccountId"] = activity.AccountId,
            ["Members"] = string.Join(',', activity.Members),
            ["IsDone"] = activity.IsDone,
        },
        TableUpdateMode.Replace, cancellationToken);

    private static Activity Read(TableEntity row) => new(
        row.PartitionKey, row.GetDateTimeOffset("At")!.Value, row.GetString("UserId"), ActivityKinds.Of(row.GetString("Kind")), row.GetString("AccountId"),
        row.GetString("Members").Split(',', StringSplitOptions.RemoveEmptyEntries), row.GetBoolean("IsDone") ?? false)
    {
        RowKey = row.RowKey,
    };
}
