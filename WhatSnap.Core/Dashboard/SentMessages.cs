using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/messages?state=failed|unknown</c>: the messages that a person has to look at, and <c>GET
/// /api/messages/{messageId}</c>: one message that went out, with the account it went through and why.
/// </summary>
public sealed class ListMessagesEndpoint(ApiGuard guard, MessageLinks links)
{
    /// <summary>Messages of one answer at most, those with the lowest ids.</summary>
    private const int Most = 200;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var state = request.Query["state"].ToString();
            if (state != SendStates.Failed.Code && state != SendStates.Unknown.Code)
            {
                return Answers.Refuse(
                    StatusCodes.Status400BadRequest, "state is neither failed nor unknown.", "Ask for ?state=failed or ?state=unknown.");
            }

            var found = await links.ListOpenAsync(session.LocationId, SendStates.Of(state), cancellationToken)
                .Take(Most + 1).ToListAsync(cancellationToken);
            return Results.Json(
                new SentMessagesView([.. found.Take(Most).Select(SentMessageView.Of)], found.Count > Most),
                SentMessageJson.Default.SentMessagesView);
        });
}

/// <summary>One message that went out.</summary>
public sealed class ReadMessageEndpoint(ApiGuard guard, MessageLinks links)
{
    public Task<IResult> HandleAsync(HttpRequest request, string messageId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
            MarkerKey.IsPlain(messageId) && await links.FindAsync(session.LocationId, messageId, cancellationToken) is { } link
                ? Results.Json(SentMessageView.Of(link), SentMessageJson.Default.SentMessageView)
                : Answers.Refuse(
                    StatusCodes.Status404NotFound, "This location has sent no such message.",
                    $"Use GoHighLevel's id of the message; it is known for {MarkerRetention.DaysOfOutbound} days."));
}

/// <summary>Messages that went out.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="HasMore">True when there are more than one answer takes.</param>
internal sealed record SentMessagesView(IReadOnlyList<SentMessageView> Messages, bool HasMore);

/// <summary>A message that went out: ids and states, never its text or a number.</summary>
internal sealed record SentMessageView(
    string MessageId, string ContactId, string? AccountId, string Reason, string State, string StateSentence,
    DateTimeOffset AcceptedAt, int? Segments, string? Encoding, CostEstimate? CostEstimate, string? ProviderId, MessageProblem? Problem)
{
    public static SentMessageView Of(MessageLink link) => new(
        link.SendingId, link.ContactId, link.AccountId, link.Reason, link.State.Code, link.State.Sentence, link.AcceptedAt,
        link.Segments, link.Segments is null ? null : link.IsUcs2 ? "UCS-2" : "GSM-7", link.Cost, link.ProviderId,
        link.FailureCode is { } code ? MessageProblem.Of(code, link.ProviderCode) : null);
}

/// <summary>Why a message failed.</summary>
internal sealed record MessageProblem(string Code, string Sentence, string NextAction, string? ProviderCode)
{
    public static MessageProblem Of(string code, string? providerCode)
    {
        var failure = Failures.Find(code);
        return new MessageProblem(
            failure.Code, TwilioErrors.Explain(providerCode) ?? failure.Sentence, failure.NextAction, providerCode);
    }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SentMessagesView))]
internal sealed partial class SentMessageJson : JsonSerializerContext;
