using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/accounts/{accountId}/passkey</c>: what WhatsApp asks before it links the phone: the challenge for the browser, or
/// the code to compare. Nothing of it is kept.
/// </summary>
public sealed class ReadPasskeyEndpoint(ApiGuard guard, WhatsAppAttempt attempts, WahaClient waha)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, session => attempts.RunAsync(
            new AccountKey(session.LocationId, accountId), (_, link) => ShowAsync(link, cancellationToken), cancellationToken));

    private async Task<IResult> ShowAsync(WhatsAppLink link, CancellationToken cancellationToken)
    {
        var code = await waha.ReadConfirmationAsync(link, cancellationToken);
        var challenge = code is null ? await waha.ReadChallengeAsync(link, cancellationToken) : null;
        if (code is null && challenge is null) return TakePasskeyStep.NothingAsked();
        var step = StepView.Of(new StepResult(ConnectionSteps.Scan, code is null ? StepFindings.PasskeyNeeded : StepFindings.PasskeyConfirm));
        return Results.Json(new PasskeyView(challenge, code?.Reveal(), step), PasskeyJson.Default.PasskeyView);
    }
}

/// <summary><c>POST /api/accounts/{accountId}/passkey</c>: passes the browser's assertion on to WhatsApp.</summary>
public sealed class AnswerPasskeyEndpoint(ChangeGuard guard, WahaClient waha, TakePasskeyStep step)
{
    /// <summary>An assertion with its client data and signature is below 2 kB.</summary>
    private const int LargestBody = 16 * 1024;

    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.PasskeyAnswered, accountId, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, PasskeyJson.Default.PasskeyRequest, LargestBody, cancellationToken);
            if (body is null) return refusal!;
            if (body.Assertion is not { ValueKind: JsonValueKind.Object } assertion)
            {
                return Answers.Wrong("There is no assertion.", "Send {\"assertion\":{…}} as the browser gave it, its parts in base64url.");
            }

            return await step.RunAsync(
                new AccountKey(session.LocationId, accountId), link => waha.AnswerChallengeAsync(link, assertion, cancellationToken), cancellationToken);
        }, cancellationToken);
}

/// <summary><c>POST /api/accounts/{accountId}/passkey/confirm</c>: the owner compared the codes, and they are the same.</summary>
public sealed class ConfirmPasskeyEndpoint(ChangeGuard guard, WahaClient waha, TakePasskeyStep step)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.PasskeyAnswered, accountId, session => step.RunAsync(
            new AccountKey(session.LocationId, accountId), link => waha.ConfirmAsync(link, cancellationToken), cancellationToken), cancellationToken);
}

/// <summary>Passes a step of the ceremony on, and shows the account as it is then.</summary>
public sealed class TakePasskeyStep(WhatsAppAttempt attempts, AccountAnswers answers)
{
    public Task<IResult> RunAsync(AccountKey key, Func<WhatsAppLink, Task> pass, CancellationToken cancellationToken) => attempts.RunAsync(
        key,
        async (_, link) =>
        {
            try
            {
                await pass(link);
            }
            catch (WahaException none) when (none.IsNotNow)
            {
                return NothingAsked();
            }

            return await answers.ShowAsync(key, StatusCodes.Status202Accepted, cancellationToken);
        },
        cancellationToken);

    internal static IResult NothingAsked() => Answers.Refuse(
        StatusCodes.Status409Conflict, "WhatsApp asks for no passkey here just now.", "Look at the account's steps.");
}

/// <summary>Body of <c>POST /api/accounts/{accountId}/passkey</c>: the assertion as WebAuthn's JSON.</summary>
public sealed record PasskeyRequest(JsonElement? Assertion)
{
    public override string ToString() => nameof(PasskeyRequest);
}

/// <summary>What WhatsApp asks for.</summary>
/// <param name="Challenge">WebAuthn's request options, for the origin <c>https://web.whatsapp.com</c>; null once it was answered.</param>
/// <param name="ConfirmationCode">The code to compare with the phone's; null before that.</param>
/// <param name="Step">What to do, in words.</param>
public sealed record PasskeyView(JsonElement? Challenge, string? ConfirmationCode, StepView Step)
{
    public override string ToString() => nameof(PasskeyView);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PasskeyRequest))]
[JsonSerializable(typeof(PasskeyView))]
internal sealed partial class PasskeyJson : JsonSerializerContext;
