using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices;

/// <summary><c>/device/v1/outbox</c>: what a device shall send (<c>GET</c>, which waits), and that it hands one item to its system now (<c>claim</c>).</summary>
public sealed class DeviceOutboxEndpoint(DeviceDoor door, OfferOutbox offer, ClaimOutbox claim, OutboxWaits waits, FileLinks links)
{
    private const int LongestWait = 50;
    private const int LargestClaim = 4 * 1024;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) => door.EnterAsync(
        request, DeviceCall.Messages, (device, account) => OfferAsync(request, device, account, cancellationToken), cancellationToken);

    public Task<IResult> HandleClaimAsync(HttpRequest request, string id, CancellationToken cancellationToken) => door.EnterAsync(
        request, DeviceCall.Messages, (_, account) => ClaimAsync(request, account, id, cancellationToken), cancellationToken);

    private async Task<IResult> OfferAsync(HttpRequest request, Device device, Account account, CancellationToken cancellationToken)
    {
        var wait = int.TryParse(request.Query["wait"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, LongestWait) : 0;
        var offered = await waits.RunAsync(
            device, token => offer.RunAsync(account, device, TimeSpan.FromSeconds(wait), token), [], cancellationToken);
        return offered.Count == 0
            ? Results.NoContent()
            : Results.Json(new OutboxAnswer([.. offered.Select(item => ViewOf(account, item))]), OutboxAnswerJson.Default.OutboxAnswer);
    }

    private async Task<IResult> ClaimAsync(HttpRequest request, Account account, string id, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ItemsBody.ReadAsync(request, LargestClaim, cancellationToken);
        if (refusal is not null) return refusal;
        if (body.Text("leaseId") is not { } lease) return DeviceRefusals.ValueInvalid.Answer();
        if (!OutboxItem.IsId(id)) return DeviceRefusals.ItemUnknown.Answer();
        return await claim.RunAsync(account, id, lease, heldBy: null, cancellationToken) switch
        {
            ClaimOutcome.Claimed => Results.NoContent(),
            ClaimOutcome.Taken => DeviceRefusals.LeaseLost.Answer(),
            _ => DeviceRefusals.ItemUnknown.Answer(),
        };
    }

    private OutboxView ViewOf(Account account, OutboxItem item) => new(
        item.Id, item.LeaseId!, DeviceTime.Of(item.LeaseUntil!.Value), item.Attempt, item.To, "auto", item.Text,
        [.. item.Attachments.Select((address, index) => FileOf(account, item, address, index))], item.Seq, DeviceTime.Of(item.ExpiresAt));

    /// <summary>Size and hash are not known before somebody loads it.</summary>
    private OutboxFileView FileOf(Account account, OutboxItem item, string address, int index)
    {
        var isAddress = Uri.TryCreate(address, UriKind.Absolute, out var url);
        return new OutboxFileView(
            index.ToString(CultureInfo.InvariantCulture), links.AddressOf(new SentFile(account.Key, item.Id, index)),
            isAddress ? Attachment.NameOf(url!) : "file", (isAddress ? Attachment.TypeOf(url!) : null) ?? Attachment.UnknownType, null, null);
    }
}

internal sealed record OutboxAnswer(IReadOnlyList<OutboxView> Items);

internal sealed record OutboxView(
    string Id, string LeaseId, string LeaseUntil, int Attempt, string To, string Service, string Text, IReadOnlyList<OutboxFileView> Attachments,
    long Seq, string ExpiresAt)
{
    public override string ToString() => $"item {Id}";
}

internal sealed record OutboxFileView(string Id, string Url, string Name, string Type, long? Size, string? Sha256)
{
    public override string ToString() => $"file {Id}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OutboxAnswer))]
internal sealed partial class OutboxAnswerJson : JsonSerializerContext;
