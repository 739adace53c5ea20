using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Calls our own public address as Twilio will: signed with the account's token, for the account's number. It shows that
/// the address leads here from outside and that the signature fits; nothing is stored.
/// </summary>
public sealed class TestOwnAddress(RunConnectionStep step, HttpClient http)
{
    /// <summary>The form field that makes a signed request a test.</summary>
    public const string Field = "WhatSnapSelfTest";

    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.SelfTest,
        async known =>
        {
            // A host may remember the account as it was for half a minute: the flow tries again for longer than that.
            if (!await AnswersAsync(known, cancellationToken)) throw new NotAnsweredException();
            return [new StepResult(ConnectionSteps.SelfTest, "self_test_passed")];
        },
        cancellationToken);

    /// <summary>Our address did not answer as it should.</summary>
    private sealed class NotAnsweredException() : Exception("Our own address did not answer the test.");

    /// <summary>True when our address answers as it should.</summary>
    public async Task<bool> AnswersAsync(Account account, CancellationToken cancellationToken)
    {
        var twilio = account.Twilio!;
        KeyValuePair<string, string>[] fields =
        [
            new("AccountSid", twilio.AccountSid), new("To", account.Number!.Value.ToString()), new(Field, "1"),
        ];
        using var request = new HttpRequestMessage(HttpMethod.Post, twilio.HookUrl) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("X-Twilio-Signature", TwilioSignature.Sign(twilio.HookUrl, fields, twilio.AuthTokens[0]));
        return await OwnAddress.AnswersAsync(http, request, Field, cancellationToken);
    }
}
