using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/twilio/numbers</c>: checks Account SID and Auth Token and lists the account's numbers to choose from.
/// Nothing is kept.
/// </summary>
public sealed class TwilioNumbersEndpoint(
    ApiGuard guard, AccountTable accounts, CheckTwilioAccount check, TwilioNumbers numbers)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, AccountRequestJson.Default.TwilioRequest, AccountRequestJson.LargestBody, cancellationToken);
            if (body is null) return refusal!;
            var (sid, token, problem, whatToDo) = TwilioEntry.Read(body.AccountSid, body.AuthToken);
            if (sid is null) return Answers.Refuse(StatusCodes.Status400BadRequest, problem!, whatToDo!);
            try
            {
                return await ListAsync(session.LocationId, new TwilioCredentials(sid, [token!], ""), cancellationToken);
            }
            catch (TwilioException failed)
            {
                var found = failed.IsTransient
                    ? StepFindings.Of(ConnectionEnds.TwilioUnreachable)
                    : StepFindings.Of(TwilioRefusal.Of(ConnectionSteps.Number, failed).Code);
                return Answers.Refuse(StatusCodes.Status502BadGateway, found.Sentence, found.NextAction);
            }
        });

    private async Task<IResult> ListAsync(string locationId, TwilioCredentials credentials, CancellationToken cancellationToken)
    {
        var account = StepView.Of(await check.CheckAsync(credentials, cancellationToken));
        if (StepFindings.Of(account.Code).Severity == Severity.Failed)
        {
            return Answers.Refuse(StatusCodes.Status422UnprocessableEntity, account.Sentence, account.NextAction);
        }

        var (known, _) = await accounts.ListAsync(locationId, cancellationToken);
        var here = known.Where(one => AccountStates.HoldsNumber(one.StateCode)).Select(one => one.Number?.ToString()).ToHashSet();
        var listed = await numbers.ListNumbersAsync(credentials, cancellationToken);
        return Results.Json(
            new TwilioNumbersView(account, [.. listed.Select(number => Of(number, here))]),
            TwilioNumbersJson.Default.TwilioNumbersView);
    }

    private static TwilioNumberView Of(TwilioNumberInfo number, HashSet<string?> here)
    {
        var problem = !number.Sms ? StepFindings.Of("number_without_sms").Sentence
            : here.Contains(number.PhoneNumber) ? StepFindings.Of("number_connected_here").Sentence
            : null;
        return new TwilioNumberView(
            number.PhoneNumber, number.FriendlyName, number.Sms, number.Mms, number.Voice, problem is null, problem);
    }
}

/// <summary>The numbers of a Twilio account.</summary>
/// <param name="Account">What is to be said of the account.</param>
/// <param name="Numbers">Its numbers.</param>
public sealed record TwilioNumbersView(StepView Account, IReadOnlyList<TwilioNumberView> Numbers);

/// <summary>One number to choose.</summary>
/// <param name="PhoneNumber">E.164.</param>
/// <param name="Name">The name that it has at Twilio.</param>
/// <param name="Sms">Whether it can text.</param>
/// <param name="Mms">Whether it can send and receive pictures.</param>
/// <param name="Voice">Whether it can call.</param>
/// <param name="IsUsable">Whether it can be connected.</param>
/// <param name="Problem">Why not; null when it can.</param>
public sealed record TwilioNumberView(
    string PhoneNumber, string Name, bool Sms, bool Mms, bool Voice, bool IsUsable, string? Problem);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TwilioNumbersView))]
internal sealed partial class TwilioNumbersJson : JsonSerializerContext;
