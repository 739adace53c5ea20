using System.Text.RegularExpressions;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Receives what became of one message that was sent (twilio.com/docs/messaging/guides/track-outbound-message-status). The
/// order of callbacks is not guaranteed and they carry no time: a state only ever rises.
/// </summary>
public sealed partial class TwilioStatusEndpoint(
    AccountDirectory accounts, NoteStatus note, DoorLimits limits, IOptions<PublicAddressOptions> host,
    ILogger<TwilioStatusEndpoint> logger)
{
    public async Task<IResult> HandleAsync(
        HttpRequest request, string key, string sendingId, CancellationToken cancellationToken)
    {
        if (!KeyForm().IsMatch(key) || !SendingForm().IsMatch(sendingId)) return Unknown();
        if (await BoundedBody.ReadAsync(request, TwilioSmsEndpoint.LargestBody, cancellationToken) is not { } body)
        {
            return Answers.Refuse(
                StatusCodes.Status413PayloadTooLarge, "The body is too large.", "Send the callback as Twilio documents it.");
        }

        if (!limits.Admits(key)) return SendAgain();
        try
        {
            return await HandleAsync(request, key, sendingId, body, cancellationToken);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogNotStored(failed.GetType().Name);
            return SendAgain();
        }
    }

    private async Task<IResult> HandleAsync(
        HttpRequest request, string key, string sendingId, byte[] body, CancellationToken cancellationToken)
    {
        var account = await accounts.FindByHookAsync(key, cancellationToken);
        if (account?.Twilio is not { } twilio) return Unknown();
        using var scope = logger.OfMessage(account.LocationId, account.AccountId, sendingId);
        if (TwilioForm.TryParse(body) is not { Fields.Count: > 0 } form)
        {
            return Answers.Refuse(
                StatusCodes.Status400BadRequest, "The body is empty or not a form in UTF-8.",
                "Send the form as Twilio's status callback documents it.");
        }

        var header = request.Headers["X-Twilio-Signature"];
        var address = host.Value.Absolute(Routes.TwilioStatusOf(key, sendingId));
        if (!TwilioSignature.IsValid(address, form.Fields, header.Count == 1 ? header[0] : null, twilio.AuthTokens)
            || form["AccountSid"] != twilio.AccountSid)
        {
            LogBadSignature(account.AccountId);
            return Answers.Refuse(
                StatusCodes.Status403Forbidden, "The signature does not match, or the callback is for another account.",
                "Callbacks must be signed by the account's primary Auth Token for the URL that the message was sent with.");
        }

        // A word that is not known changes nothing; Twilio adds some without notice.
        if (form["MessageSid"] is { Length: > 0 } sid && TwilioStatus.StateOf(form["MessageStatus"]) is { } state)
        {
            await note.RunAsync(account, sendingId, new ProviderStatus(sid, state, form["ErrorCode"]), cancellationToken);
        }

        return Results.NoContent();
    }

    private static IResult Unknown() => Answers.Refuse(
        StatusCodes.Status404NotFound, "Nobody is known by this address.",
        "Use the callback address that the message was sent with.");

    private static IResult SendAgain() => Answers.Refuse(
        StatusCodes.Status503ServiceUnavailable, "The callback could not be stored just now.", "Send it again.");

    [LoggerMessage(LogLevel.Warning, "A status callback for account {AccountId} had no valid signature")]
    private partial void LogBadSignature(string accountId);

    [LoggerMessage(LogLevel.Error, "A status callback could not be stored ({Error}); the sender was asked to repeat it")]
    private partial void LogNotStored(string error);

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}(\.[0-9]{1,3})?\z")]
    private static partial Regex SendingForm();
}
