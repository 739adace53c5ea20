using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices;

/// <summary><c>POST /device/v1/receipts</c>: what became of what a device was given to send; each receipt has its own answer.</summary>
public sealed partial class DeviceReceiptsEndpoint(DeviceDoor door, TakeReceipt take)
{
    private const int LargestBody = 256 * 1024;
    private const int MostItems = 100;
    private const int LongestError = 60;
    private const int LongestGuid = 100;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) => door.EnterAsync(
        request, DeviceCall.Messages, (_, account) => TakeAsync(request, account, cancellationToken), cancellationToken);

    private async Task<IResult> TakeAsync(HttpRequest request, Account account, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ItemsBody.ReadAsync(request, LargestBody, cancellationToken);
        if (refusal is not null) return refusal;
        if (ItemsBody.ItemsOf(body, MostItems) is not { } given) return DeviceRefusals.BodyInvalid.Answer();
        List<ReceiptResult> results = [];
        foreach (var one in given)
        {
            if (Read(one) is not { } receipt) return DeviceRefusals.ValueInvalid.Answer();
            results.Add(new ReceiptResult(receipt.Id, await ResultAsync(account, receipt, cancellationToken)));
        }

        return Results.Json(new ReceiptsAnswer(results), ReceiptsAnswerJson.Default.ReceiptsAnswer);
    }

    private async Task<string> ResultAsync(Account account, DeviceReceipt receipt, CancellationToken cancellationToken)
    {
        if (!OutboxItem.IsId(receipt.Id)) return "unknown_item";
        return await take.RunAsync(account, receipt, cancellationToken) switch
        {
            ReceiptOutcome.Noted => "noted",
            ReceiptOutcome.Ignored => "ignored",
            _ => "unknown_item",
        };
    }

    private static DeviceReceipt? Read(JsonElement given)
    {
        try
        {
            if (given.Text("id") is not { } id || StateOf(given.Text("state")) is not { } state) return null;
            var guid = given.Text("providerGuid");
            return new DeviceReceipt(id, given.Text("leaseId"), state, ErrorOf(given.Text("error")))
            {
                ProviderGuid = guid is { Length: <= LongestGuid } ? guid : null,
            };
        }
        catch (InvalidOperationException)
        {
            // A name in it is half a letter.
            return null;
        }
    }

    private static SendState? StateOf(string? state) => state switch
    {
        "sent" => SendStates.Sent,
        "delivered" => SendStates.Delivered,
        "failed" => SendStates.Failed,
        "unknown" => SendStates.Unknown,
        _ => null,
    };

    /// <summary>A device's error as a code: of a sentence only the letters and digits, so that no number or text comes with it.</summary>
    internal static string? ErrorOf(string? error)
    {
        if (error is null) return null;
        var code = NoWord().Replace(LongNumber().Replace(error.ToLowerInvariant(), "n"), "_").Trim('_');
        return code.Length == 0 ? null : "device_" + (code.Length > LongestError ? code[..LongestError] : code);
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoWord();

    /// <summary>Longer than codes of errors are.</summary>
    [GeneratedRegex(@"[0-9][0-9 ().+-]{5,}[0-9]")]
    private static partial Regex LongNumber();
}

internal sealed record ReceiptsAnswer(IReadOnlyList<ReceiptResult> Items);

internal sealed record ReceiptResult(string Id, string Result);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReceiptsAnswer))]
internal sealed partial class ReceiptsAnswerJson : JsonSerializerContext;
