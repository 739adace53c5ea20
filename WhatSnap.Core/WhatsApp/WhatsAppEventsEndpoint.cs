using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// <c>POST /hooks/whatsapp/{key}</c>: takes the signed events of the gateway, each once. A 2xx means that what came is kept;
/// anything else makes the gateway send it again.
/// </summary>
public sealed partial class WhatsAppEventsEndpoint(
    HookTable hooks, AccountDirectory accounts, Traffic traffic, TakeSessionStatus take, TakeWhatsAppMessage messages, TakeWhatsAppAck acks, SeenEvents seen,
    DoorLimits limits, IOptions<WhatsAppOptions> options, TimeProvider time, ILogger<WhatsAppEventsEndpoint> logger)
{
    /// <summary>A message may hold many contact cards with pictures; one that is refused would come again for ever.</summary>
    internal const int LargestBody = 4 * 1024 * 1024;

    /// <summary>The gateway waits for longer; storage or a gateway that hangs is answered with "send again" before that.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(8);

    public async Task<IResult> HandleAsync(HttpRequest request, string key, IFlowHost flows, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(request, LargestBody, cancellationToken) is not { } body) return BoundedBody.TooLarge(LargestBody);
        if (!WahaEvent.IsSigned(body, request.Headers[WahaEvent.SignatureHeader], options.Value.WebhookKey))
        {
            LogBadSignature();
            return Answers.Refuse(
                StatusCodes.Status401Unauthorized, "The signature is missing or does not match.",
                $"Sign the raw body (HMAC-SHA512, hex) with WhatsApp__WebhookKey and send it as {WahaEvent.SignatureHeader}.");
        }

        if (!KeyForm().IsMatch(key)) return UnknownKey();
        if (!limits.Admits(key)) return Answers.SendAgain();
        if (WahaEvent.Read(body) is not { } received)
        {
            return Answers.Wrong("The body is not an event.", "Send WAHA's webhook envelope as JSON.");
        }

        return await AnswerInTime.RunAsync(
            AnswerWithin, time, token => TakeAsync(received, key, flows, token), LogNotKept, cancellationToken);
    }

    private async Task<IResult> TakeAsync(WahaEvent received, string key, IFlowHost flows, CancellationToken cancellationToken)
    {
        // A status is judged by the account as it is now: half a minute ago it may have been in another state.
        var account = received.Kind == WahaEvent.SessionStatus
            ? await hooks.FindAsync(key, cancellationToken)
            : await accounts.FindByHookAsync(key, cancellationToken);
        if (account is not { WhatsApp: { } link } || link.Session != received.Session) return UnknownKey();
        using var scope = logger.OfAccount(account.LocationId, account.AccountId);
        if (received is { Kind: WahaEvent.SessionStatus, Status: { } status })
        {
            return await TakeStatusAsync(account, link, received, status, flows, cancellationToken);
        }

        if (!TakeWhatsAppMessage.Takes(received.Kind) && received.Kind != WahaEvent.Ack) return NotKept();
        if (IsOfAnotherPhone(account, received))
        {
            LogAnotherPhone(account.AccountId, received.Kind);
            return Results.NoContent();
        }

        // Beside the storing, which takes no less: the answer does not wait for it.
        var noting = traffic.NoteAsync(account, received.IsFromPhone, cancellationToken);
        if (received.Kind == WahaEvent.Ack) await acks.RunAsync(account, received, cancellationToken);
        else await messages.RunAsync(account, link, received, cancellationToken);
        await noting;
        return Results.NoContent();
    }

    private async Task<IResult> TakeStatusAsync(
        Account account, WhatsAppLink link, WahaEvent received, string status, IFlowHost flows, CancellationToken cancellationToken)
    {
        var mark = Keys.Hash($"whatsapp:{link.HookKey}:{received.Id}");
        if (await seen.HasSeenAsync(mark, cancellationToken)) return Results.NoContent();

        // Remembered last: a crash before leaves the work twice, never not at all.
        try
        {
            await take.RunAsync(account, link, status, received.At, flows, cancellationToken);
        }
        catch (WahaException failed)
        {
            LogNotKept(failed.GetType().Name);
            return Answers.SendAgain();
        }

        await seen.RememberAsync(mark, cancellationToken);
        LogTaken(account.AccountId, status);
        return Results.NoContent();
    }

    /// <summary>
    /// A phone that scanned an account's code tells at once, also of its past, and is refused a little later. A new account has no phone of
    /// its own until its number is claimed; what is told for it waits until then.
    /// </summary>
    private static bool IsOfAnotherPhone(Account account, WahaEvent received) =>
        account.StateCode != AccountStates.Pending.Code && account.IsOfAnotherPhone(received.Phone);

    private static IResult NotKept() => Answers.Refuse(
        StatusCodes.Status422UnprocessableEntity, "Nobody keeps this kind of event yet.",
        $"Subscribe this address to these alone: {string.Join(", ", WahaEvent.Subscribed)}.");

    private static IResult UnknownKey() => Answers.Refuse(
        StatusCodes.Status404NotFound, "Nobody is known by this address.", "Use the webhook address that WhatSnap gave the session.");

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex KeyForm();

    [LoggerMessage(LogLevel.Warning, "An event of the WhatsApp gateway had no valid signature")]
    private partial void LogBadSignature();

    [LoggerMessage(LogLevel.Warning, "An event of the WhatsApp gateway could not be kept ({Error}); it was asked to repeat it")]
    private partial void LogNotKept(string error);

    [LoggerMessage(LogLevel.Warning, "An event ({Kind}) of another phone than that of account {AccountId} was not kept")]
    private partial void LogAnotherPhone(string accountId, string kind);

    [LoggerMessage(LogLevel.Information, "The WhatsApp session of account {AccountId} is {Status}")]
    private partial void LogTaken(string accountId, string status);
}
