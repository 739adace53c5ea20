using System.Text.RegularExpressions;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Receives texts from Twilio: verifies, stores, answers with empty TwiML. A 2xx means stored; a 503 asks Twilio to
/// send again, which the fragment of the registered URL makes it do.
/// </summary>
public sealed partial class TwilioSmsEndpoint(
    AccountDirectory accounts, AcceptInbound accept, ParkedRequests parked, IWorkQueue queue, DoorLimits limits,
    TimeProvider time, ILogger<TwilioSmsEndpoint> logger)
{
    internal const int LargestBody = 64 * 1024;
    /// <summary>Twilio waits 15 s; storage that hangs is answered with "send again" before that.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private const string Form = "application/x-www-form-urlencoded";
    private const string EmptyTwiml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

    public async Task<IResult> HandleAsync(HttpRequest request, string key, CancellationToken cancellationToken)
    {
        if (!KeyForm().IsMatch(key)) return UnknownKey();
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase))
        {
            return Answers.Refuse(
                StatusCodes.Status415UnsupportedMediaType, "This is not a form post.", $"Send Content-Type: {Form}.");
        }

        if (await BoundedBody.ReadAsync(request, LargestBody, cancellationToken) is not { } body)
        {
            return Answers.Refuse(
                StatusCodes.Status413PayloadTooLarge, "The body is too large.", $"Send at most {LargestBody / 1024} kB.");
        }

        if (!limits.Admits(key)) return SendAgain();
        using var limit = new CancellationTokenSource(AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await HandleAsync(request, key, body, either.Token);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException
            || (failed is OperationCanceledException && limit.IsCancellationRequested))
        {
            LogNotStored(failed.GetType().Name);
            return SendAgain();
        }
    }

    private async Task<IResult> HandleAsync(
        HttpRequest request, string key, byte[] body, CancellationToken cancellationToken)
    {
        var account = await accounts.FindByHookAsync(key, cancellationToken);
        if (account?.Twilio is not { } twilio) return UnknownKey();
        using var scope = logger.OfAccount(account.LocationId, account.AccountId);
        if (TwilioForm.TryParse(body) is not { Fields.Count: > 0 } form)
        {
            return Malformed("The body is empty or not a form in UTF-8.");
        }

        var header = request.Headers["X-Twilio-Signature"];
        var signature = header.Count == 1 ? header[0] : null;
        if (!TwilioSignature.IsValid(twilio.HookUrl, form.Fields, signature, twilio.AuthTokens))
        {
            LogBadSignature(account.AccountId);
            if (TwilioSignature.IsWellFormed(signature) && await parked.ParkAsync(key, body, signature, cancellationToken))
            {
                await queue.SendAsync(QueueNames.CheckSignatures, key, TimeSpan.Zero, cancellationToken);
            }

            return Answers.Refuse(
                StatusCodes.Status403Forbidden, "The signature does not match.",
                "Requests must be signed by the account's primary Auth Token for the URL that is stored at Twilio.");
        }

        if (!TwilioInbound.IsFor(account, form))
        {
            return Answers.Refuse(
                StatusCodes.Status403Forbidden, "This text is for another account or number.",
                "Point the number's own webhook address at it, not another number's.");
        }

        if (form[TestOwnAddress.Field] is not null) return new SelfTestPassed();

        var (message, problem) = TwilioInbound.Read(form, account, time.GetUtcNow());
        if (message is null) return Malformed(problem!);

        using var messageScope = logger.OfMessage(message.LocationId, message.AccountId, message.ProviderMessageId);
        await accept.RunAsync(message, cancellationToken);
        return Results.Text(EmptyTwiml, "text/xml");
    }

    /// <summary>The answer to a connection's test of our own address: the request was well signed and is for the account.</summary>
    private sealed class SelfTestPassed : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[TestOwnAddress.Field] = "passed";
            httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
    }

    private static IResult Malformed(string problem) => Answers.Refuse(
        StatusCodes.Status400BadRequest, problem, "Send the form as Twilio's messaging webhook documents it.");

    private static IResult UnknownKey() => Answers.Refuse(
        StatusCodes.Status404NotFound, "Nobody is known by this address.",
        "Use the webhook address that WhatSnap shows for the number.");

    private static IResult SendAgain() => Answers.Refuse(
        StatusCodes.Status503ServiceUnavailable, "The message could not be stored just now.", "Send it again.");

    [LoggerMessage(LogLevel.Warning, "A request for account {AccountId} had no valid signature")]
    private partial void LogBadSignature(string accountId);

    [LoggerMessage(LogLevel.Error, "A webhook could not be stored ({Error}); the sender was asked to repeat it")]
    private partial void LogNotStored(string error);

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex KeyForm();
}
