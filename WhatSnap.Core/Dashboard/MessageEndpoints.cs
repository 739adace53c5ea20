using System.Buffers.Text;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/messages?account=&amp;contact=&amp;state=&amp;direction=&amp;after=</c>: the location's messages either way, the newest first,
/// without their texts.
/// </summary>
public sealed class ListMessagesEndpoint(ApiGuard guard, MessageIndex index)
{
    private const int LongestCursor = 2000;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var (filter, problem) = FilterOf(request.Query);
            if (filter is null) return problem!;
            var (after, refusal) = Paging.AfterOf(request, Open);
            if (refusal is not null) return refusal;
            var page = await index.ListAsync(session.LocationId, filter, after, cancellationToken);
            return Results.Json(
                new MessagesView([.. page.Messages.Select(MessageView.Of)], page.Next is { } next ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(next)) : null),
                MessageViewJson.Default.MessagesView);
        });

    private static (MessageFilter? Filter, IResult? Problem) FilterOf(IQueryCollection query)
    {
        var (account, contact, state, direction) = (Text("account"), Text("contact"), Text("state"), Text("direction"));
        if (account is not null && !AccountKey.IsAccountId(account)) return (null, Answers.Wrong("account is not the id of an account.", "Take an id of GET /api/accounts."));
        if (contact is not null && !GoHighLevelId.IsId(contact)) return (null, Answers.Wrong("contact is not the id of a contact.", "Take GoHighLevel's id of the contact."));
        if (state is not null && !ListedStates.Codes.Contains(state)) return (null, Answers.Wrong("There is no such state.", $"Ask for one of {string.Join(", ", ListedStates.Codes)}."));
        if (direction is not (null or "in" or "out")) return (null, Answers.Wrong("direction is neither in nor out.", "Ask for direction=in or direction=out, or leave it out for both."));
        return (new MessageFilter(account, contact, state, direction is null ? null : direction == "out"), null);

        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    private static string? Open(string after)
    {
        try
        {
            var text = after.Length <= LongestCursor ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after)) : "";
            return text.Count(letter => letter == ' ') == 1 && text.All(letter => letter is >= ' ' and <= '~') ? text : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

}

/// <summary><c>GET /api/messages/{messageId}</c>: one message that went out, with the account it went through and why.</summary>
public sealed class ReadMessageEndpoint(ApiGuard guard, MessageLinks links)
{
    public Task<IResult> HandleAsync(HttpRequest request, string messageId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
            MarkerKey.IsPlain(messageId) && await links.FindAsync(session.LocationId, messageId, cancellationToken) is { } link
                ? Results.Json(MessageView.Of(MessageEntry.Of(link)), MessageViewJson.Default.MessageView)
                : Answers.Refuse(
                    StatusCodes.Status404NotFound, "This location has sent no such message.",
                    $"Use GoHighLevel's id of the message; it is known for {MarkerRetention.DaysOfOutbound} days."));
}

/// <summary>A page of messages.</summary>
/// <param name="Messages">The newest first; may be empty although there are more.</param>
/// <param name="Next">What <c>after</c> is for the next page; null for the last one.</param>
internal sealed record MessagesView(IReadOnlyList<MessageView> Messages, string? Next);

/// <summary>A message: ids, states and times, never its text or a number.</summary>
internal sealed record MessageView(
    string Id, string Direction, string? MessageId, string TraceId, string? AccountId, string? ContactId, string State, string StateSentence,
    string? Reason, DateTimeOffset AcceptedAt, DateTimeOffset? WrittenAt, DateTimeOffset? SentAt, DateTimeOffset? EndedAt, int? Segments,
    string? Encoding, CostEstimate? CostEstimate, string? ProviderId, MessageProblem? Problem, DateTimeOffset? WaitsUntil)
{
    public static MessageView Of(MessageEntry entry) => new(
        entry.Id, entry.IsOutbound ? "out" : "in", entry.MessageId, entry.TraceId, entry.AccountId,
        entry.ContactId.Length > 0 ? entry.ContactId : null, entry.State, ListedStates.SentenceOf(entry.State, entry.IsOutbound), entry.Reason,
        entry.AcceptedAt, entry.WrittenAt, entry.SentAt, entry.EndedAt, entry.Segments,
        entry.Segments is null ? null : entry.IsUcs2 ? "UCS-2" : "GSM-7", entry.Cost, entry.ProviderId, MessageProblem.Of(entry), entry.WaitsUntil);
}

/// <summary>Why a message failed, or what it waits for.</summary>
internal sealed record MessageProblem(string Code, string Sentence, string NextAction, string? ProviderCode)
{
    public static MessageProblem? Of(MessageEntry entry)
    {
        if (entry.FailureCode is not { } code) return null;
        if (entry.State == ListedStates.Waiting.Code)
        {
            var reason = WaitReasons.Of(code);
            return new MessageProblem(code, reason.Sentence, reason.NextAction, null);
        }

        var failure = Failures.Find(code);
        return new MessageProblem(
            code, TwilioErrors.Explain(entry.ProviderCode) ?? failure.Sentence, failure.NextAction, entry.ProviderCode);
    }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MessagesView))]
internal sealed partial class MessageViewJson : JsonSerializerContext;
