using System.Text.RegularExpressions;
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
    TwilioDoor door, NoteStatus note, IOptions<PublicAddressOptions> host, ILogger<TwilioStatusEndpoint> logger)
{
    public async Task<IResult> HandleAsync(
        HttpRequest request, string key, string sendingId, CancellationToken cancellationToken) => SendingForm().IsMatch(sendingId)
        ? await door.EnterAsync(
            request,
            new TwilioVisit(
                key, _ => host.Value.Absolute(Routes.TwilioStatusOf(key, sendingId)),
                (account, form, token) => TakeAsync(account, sendingId, form, token)),
            cancellationToken)
        : Answers.Refuse(
            StatusCodes.Status404NotFound, "No message is known by this address.",
            "Use the callback address that the message was sent with.");

    private async Task<IResult> TakeAsync(
        Account account, string sendingId, TwilioForm form, CancellationToken cancellationToken)
    {
        using var scope = logger.OfMessage(account.LocationId, account.AccountId, sendingId);
        if (form["AccountSid"] != account.Twilio!.AccountSid)
        {
            return Answers.Refuse(
                StatusCodes.Status403Forbidden, "This callback is for another account.", "Send it to the address of its own message.");
        }

        // A word that is not known changes nothing; Twilio adds some without notice.
        if (form["MessageSid"] is { Length: > 0 } sid && TwilioStatus.StateOf(form["MessageStatus"]) is { } state)
        {
            await note.RunAsync(account, sendingId, new ProviderStatus(sid, state, form["ErrorCode"]), cancellationToken);
        }

        return Results.NoContent();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}(\.[0-9]{1,3})?\z")]
    private static partial Regex SendingForm();
}
