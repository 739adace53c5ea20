using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// The door of every address that Twilio calls: form, key, account, signature, and an answer in time. A 2xx means stored; a
/// 503 asks Twilio to send again, which the fragment of the registered address makes it do.
/// </summary>
public sealed partial class TwilioDoor(
    AccountDirectory accounts, DoorLimits limits, TimeProvider time, ILogger<TwilioDoor> logger)
{
    internal const int LargestBody = 64 * 1024;

    /// <summary>Twilio waits 15 s; storage that hangs is answered with "send again" before that.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private const string Form = "application/x-www-form-urlencoded";

    /// <param name="request">The request.</param>
    /// <param name="visit">Which address was called, and what is done with the call.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<IResult> EnterAsync(HttpRequest request, TwilioVisit visit, CancellationToken cancellationToken)
    {
        if (!KeyForm().IsMatch(visit.Key)) return UnknownKey();
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase))
        {
            return Answers.Refuse(
                StatusCodes.Status415UnsupportedMediaType, "This is not a form post.", $"Send Content-Type: {Form}.");
        }

        if (await BoundedBody.ReadAsync(request, LargestBody, cancellationToken) is not { } body) return BoundedBody.TooLarge(LargestBody);
        if (!limits.Admits(visit.Key)) return Answers.SendAgain();
        return await AnswerInTime.RunAsync(
            AnswerWithin, time, token => EnterAsync(request, visit, body, token), LogNotStored, cancellationToken);
    }

    private async Task<IResult> EnterAsync(
        HttpRequest request, TwilioVisit visit, byte[] body, CancellationToken cancellationToken)
    {
        var account = await accounts.FindByHookAsync(visit.Key, cancellationToken);
        if (account?.Twilio is not { } twilio) return UnknownKey();
        using var scope = logger.OfAccount(account.LocationId, account.AccountId);
        if (TwilioForm.TryParse(body) is not { Fields.Count: > 0 } form) return Malformed("The body is empty or not a form in UTF-8.");

        var header = request.Headers["X-Twilio-Signature"];
        var signature = header.Count == 1 ? header[0] : null;
        if (TwilioSignature.IsValid(visit.AddressOf(twilio), form.Fields, signature, twilio.AuthTokens))
        {
            return await visit.Take(account, form, cancellationToken);
        }

        LogBadSignature(account.AccountId);
        if (TwilioSignature.IsWellFormed(signature)) await visit.Refused(body, signature!, cancellationToken);
        return Answers.Refuse(
            StatusCodes.Status403Forbidden, "The signature does not match.",
            "Requests must be signed by the account's primary Auth Token for the URL that is stored at Twilio.");
    }

    /// <summary>The refusal of a form that is not as Twilio documents it.</summary>
    internal static IResult Malformed(string problem) => Answers.Refuse(
        StatusCodes.Status400BadRequest, problem, "Send the form as Twilio's messaging webhook documents it.");

    private static IResult UnknownKey() => Answers.Refuse(
        StatusCodes.Status404NotFound, "Nobody is known by this address.",
        "Use the webhook address that WhatSnap shows for the number.");

    [LoggerMessage(LogLevel.Warning, "A request for account {AccountId} had no valid signature")]
    private partial void LogBadSignature(string accountId);

    [LoggerMessage(LogLevel.Error, "A webhook could not be stored ({Error}); the sender was asked to repeat it")]
    private partial void LogNotStored(string error);

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex KeyForm();
}

/// <summary>One call of Twilio.</summary>
/// <param name="Key">The key in the address, which names an account and proves nothing.</param>
/// <param name="AddressOf">The whole address as Twilio has it, which is what is signed.</param>
/// <param name="Take">What is done with a well signed form.</param>
public sealed record TwilioVisit(
    string Key, Func<TwilioCredentials, string> AddressOf, Func<Account, TwilioForm, CancellationToken, Task<IResult>> Take)
{
    /// <summary>What is done with a body and its signature, when that does not match.</summary>
    public Func<byte[], string, CancellationToken, Task> Refused { get; init; } = (_, _, _) => Task.CompletedTask;
}
