using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices;

/// <summary>
/// <c>POST /device/v1/inbox</c> and <c>/device/v1/inbox/simple</c>: takes what came to a device and what its owner wrote on it. Each item has
/// its own answer; one that can't be kept just now makes the whole be sent again, which changes nothing for the others.
/// </summary>
public sealed partial class DeviceInboxEndpoint(
    DeviceDoor door, TakeDeviceMessage take, TryOutDevice tryOut, TimeProvider time, ILogger<DeviceInboxEndpoint> logger)
{
    private const int LargestBody = 1024 * 1024;
    private const int LargestSimpleBody = 64 * 1024;
    private const int MostItems = 50;

    public Task<IResult> HandleAsync(HttpRequest request, IFlowHost flows, CancellationToken cancellationToken) => door.EnterAsync(
        request, DeviceCall.Inbox, (device, account) => TakeAllAsync(request, device, account, flows, cancellationToken), cancellationToken);

    /// <summary>For a Shortcut, which knows neither when a text was written nor whether it came before.</summary>
    public Task<IResult> HandleSimpleAsync(HttpRequest request, IFlowHost flows, CancellationToken cancellationToken) => door.EnterAsync(
        request, DeviceCall.Bring, (device, account) => TakeSimpleAsync(request, device, account, flows, cancellationToken), cancellationToken);

    private async Task<IResult> TakeAllAsync(HttpRequest request, Device device, Account account, IFlowHost flows, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ItemsBody.ReadAsync(request, LargestBody, cancellationToken);
        if (refusal is not null) return refusal;
        if (ItemsBody.ItemsOf(body, MostItems) is not { } given) return DeviceRefusals.BodyInvalid.Answer();

        var now = time.GetUtcNow();
        var items = given.Select(one => Read(() => DeviceItem.Read(one, CountryOf(device, account), now))).ToList();
        var results = new ItemResult[given.Count];
        try
        {
            // As they were written, whatever the order in which the device found them.
            foreach (var at in Enumerable.Range(0, items.Count).OrderBy(at => items[at]?.SentAt ?? now))
            {
                var outcome = items[at] is { } item
                    ? await TakeAsync(account, device, item, flows, cancellationToken)
                    : new InboxOutcome.Rejected(Read(() => DeviceItem.IsWithoutPeer(given[at]) ? InboxRefusals.NoPeer : null) ?? InboxRefusals.Invalid);
                results[at] = ResultOf(outcome) with { Key = Read(() => given[at].Text("key")) };
            }
        }
        catch (GoHighLevelException failed)
        {
            LogNotAsked(failed.Message);
            return DeviceRefusals.CrmSilent.Answer(failed.RetryAfter);
        }

        return Results.Json(new InboxAnswer(results), InboxAnswerJson.Default.InboxAnswer);
    }

    private async Task<IResult> TakeSimpleAsync(HttpRequest request, Device device, Account account, IFlowHost flows, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ItemsBody.ReadAsync(request, LargestSimpleBody, cancellationToken);
        if (refusal is not null) return refusal;
        try
        {
            var outcome = Read(() => DeviceItem.Simple(body, CountryOf(device, account), time.GetUtcNow())) is { } item
                ? await TakeAsync(account, device, item, flows, cancellationToken)
                : new InboxOutcome.Rejected(InboxRefusals.Invalid);
            return outcome is InboxOutcome.NotYet ? DeviceRefusals.AccountInactive.Answer() : Results.Json(ResultOf(outcome), InboxAnswerJson.Default.ItemResult);
        }
        catch (GoHighLevelException failed)
        {
            LogNotAsked(failed.Message);
            return DeviceRefusals.CrmSilent.Answer(failed.RetryAfter);
        }
    }

    private Task<InboxOutcome> TakeAsync(Account account, Device device, DeviceItem item, IFlowHost flows, CancellationToken cancellationToken) =>
        TryOutDevice.Concerns(device, account) ? tryOut.RunAsync(device, item, flows, cancellationToken) : take.RunAsync(account, device, item, cancellationToken);

    private static T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // A name in it is half a letter.
            return null;
        }
    }

    private static string? CountryOf(Device device, Account account) => (account.Number ?? device.OwnNumber)?.Country;

    private static ItemResult ResultOf(InboxOutcome outcome) => outcome switch
    {
        InboxOutcome.Stored => new ItemResult("stored", null),
        InboxOutcome.Duplicate => new ItemResult("duplicate", null),
        InboxOutcome.FileMissing => new ItemResult("attachment_missing", null),
        InboxOutcome.NotYet => new ItemResult("not_yet", null),
        InboxOutcome.Rejected rejected => new ItemResult("rejected", rejected.Why.Code),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    [LoggerMessage(LogLevel.Warning, "GoHighLevel could not be asked whether a sender is a contact ({Error}); the device was asked to send again")]
    private partial void LogNotAsked(string error);
}

/// <summary>What became of one item.</summary>
/// <param name="Result"><c>stored</c>, <c>duplicate</c>, <c>rejected</c>, <c>attachment_missing</c> or <c>not_yet</c>.</param>
/// <param name="Reason">A code of <see cref="InboxRefusals"/> for one that is rejected.</param>
internal sealed record ItemResult(string Result, string? Reason)
{
    /// <summary>The item's key as it was sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}

internal sealed record InboxAnswer(IReadOnlyList<ItemResult> Items);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(InboxAnswer))]
[JsonSerializable(typeof(ItemResult))]
internal sealed partial class InboxAnswerJson : JsonSerializerContext;
