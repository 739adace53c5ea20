using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>Receives texts from Twilio: stores them and answers with empty TwiML. A failed signature is kept for a day.</summary>
public sealed class TwilioSmsEndpoint(
    TwilioDoor door, AcceptInbound accept, Traffic traffic, ParkedRequests parked, IWorkQueue queue, TimeProvider time,
    ILogger<TwilioSmsEndpoint> logger)
{
    private const string EmptyTwiml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

    public Task<IResult> HandleAsync(HttpRequest request, string key, CancellationToken cancellationToken) => door.EnterAsync(
        request,
        new TwilioVisit(key, twilio => twilio.HookUrl, TakeAsync)
        {
            Refused = (body, signature, token) => ParkAsync(key, body, signature, token),
        },
        cancellationToken);

    private async Task<IResult> TakeAsync(Account account, TwilioForm form, CancellationToken cancellationToken)
    {
        if (!TwilioInbound.IsFor(account, form))
        {
            return Answers.Refuse(
                StatusCodes.Status403Forbidden, "This text is for another account or number.",
                "Point the number's own webhook address at it, not another number's.");
        }

        if (form[TestOwnAddress.Field] is not null) return Answers.TestPassed(TestOwnAddress.Field);

        var (message, problem) = TwilioInbound.Read(form, account, time.GetUtcNow());
        if (message is null) return TwilioDoor.Malformed(problem!);

        using var scope = logger.OfMessage(message.LocationId, message.AccountId, message.ProviderMessageId);

        // Beside the storing, which takes no less: the answer does not wait for it.
        var noting = traffic.NoteAsync(account, isFromPhone: false, cancellationToken);
        await accept.RunAsync(message, cancellationToken);
        await noting;
        return Results.Text(EmptyTwiml, "text/xml");
    }

    /// <summary>After a rotation of tokens it may be good all the same.</summary>
    private async Task ParkAsync(string key, byte[] body, string signature, CancellationToken cancellationToken)
    {
        if (await parked.ParkAsync(key, body, signature, cancellationToken))
        {
            await queue.SendAsync(QueueNames.CheckSignatures, key, TimeSpan.Zero, cancellationToken);
        }
    }
}
