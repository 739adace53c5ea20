using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>A message of a contact as GoHighLevel lists it.</summary>
public sealed record CrmMessage(
    string MessageId, string Direction, string Body, DateTimeOffset DateAdded, int AttachmentCount);

/// <summary>A message to be stored in GoHighLevel as received, or as sent elsewhere.</summary>
/// <param name="ContactId">The contact who wrote it, or got it.</param>
/// <param name="Text">The text; may be empty when there are attachments.</param>
/// <param name="Attachments">Public URLs.</param>
/// <param name="ProviderMessageId">The provider's id, kept as <c>altId</c>.</param>
/// <param name="Date">When it was written, to the millisecond; unique in its lane.</param>
public sealed record NewInboundMessage(
    string ContactId, string Text, IReadOnlyList<string> Attachments, string ProviderMessageId, DateTimeOffset Date)
{
    /// <summary>True for one that the contact got instead, on another way than through GoHighLevel.</summary>
    public bool IsOutbound { get; init; }

    public override string ToString() => $"message {ProviderMessageId}";
}

/// <summary>GoHighLevel's message calls (apps/conversations.json, version 2021-04-15).</summary>
public sealed class GoHighLevelMessages(GoHighLevelTransport transport, IOptions<GoHighLevelOptions> options)
{
    private const string Version = GoHighLevelTransport.ConversationsVersion;
    private const int PageSize = 100;

    /// <summary>Stores a message (<c>POST /conversations/messages/inbound</c>) and sends nothing; there is no idempotency key.</summary>
    /// <returns>GoHighLevel's message id. A success without one stored nothing and is a failure.</returns>
    public async Task<string> AddInboundAsync(
        string locationId, NewInboundMessage message, CallWindow window, CancellationToken cancellationToken)
    {
        // The documented default direction is outbound. Only an additional channel has to name its provider.
        var provider = options.Value.MessageType == GoHighLevelOptions.AdditionalChannel ? options.Value.ConversationProviderId : null;
        var request = new InboundRequest(
            options.Value.MessageType, message.ContactId, provider, message.Text,
            message.Attachments.Count > 0 ? message.Attachments : null, message.ProviderMessageId, DirectionOf(message.IsOutbound),
            message.Date);
        var body = new WindowedJsonContent<InboundRequest>(request, WireJson.Default.InboundRequest, window);
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Post, "/conversations/messages/inbound", body,
            WireJson.Default.InboundAnswer, cancellationToken);
        return answer?.MessageId is { Length: > 0 } id
            ? id
            : throw new GoHighLevelException(
                CallOutcome.MayHaveBeenDone, "POST /conversations/messages/inbound", null, EmptyAnswer);
    }

    /// <summary>GoHighLevel's word for the direction of a message.</summary>
    public static string DirectionOf(bool isOutbound) => isOutbound ? "outbound" : "inbound";

    /// <summary>The code of a success that names no message.</summary>
    public const string EmptyAnswer = "EMPTY_ANSWER";

    /// <summary>
    /// Tells what became of a message (<c>PUT /conversations/messages/{messageId}/status</c>). A 403 in its first seconds
    /// means that GoHighLevel has not linked it to its provider yet.
    /// </summary>
    public Task UpdateStatusAsync(
        string locationId, string messageId, StatusReport report, CancellationToken cancellationToken) =>
        transport.SendAsync(
            locationId, Version, HttpMethod.Put, $"/conversations/messages/{Uri.EscapeDataString(messageId)}/status",
            JsonContent.Create(
                new StatusRequest(report.Status, report.Code is { } code ? new StatusError(code, "provider", report.Sentence ?? "") : null),
                WireJson.Default.StatusRequest),
            WireJson.Default.InboundAnswer, cancellationToken);

    /// <summary>The contact's messages dated since <paramref name="since"/> (<c>GET /conversations/messages/export</c>).</summary>
    public async Task<IReadOnlyList<CrmMessage>> ListAsync(
        string locationId, string contactId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = new List<CrmMessage>();
        var start = since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var query = $"/conversations/messages/export?locationId={Uri.EscapeDataString(locationId)}"
            + $"&contactId={Uri.EscapeDataString(contactId)}&startDate={Uri.EscapeDataString(start)}&limit={PageSize}";
        string? cursor = null;
        do
        {
            var page = await transport.SendAsync(
                locationId, Version, HttpMethod.Get,
                cursor is null ? query : $"{query}&cursor={Uri.EscapeDataString(cursor)}", null,
                WireJson.Default.ExportAnswer, cancellationToken);

            // An answer without a list does not say that a message is not there.
            if (page?.Messages is not { } messages) throw Nonsense();
            foreach (var message in messages)
            {
                if (message is not { Id: { } id, DateAdded: { } date }) continue;
                found.Add(new CrmMessage(
                    id, message.Direction ?? "", message.Body ?? "", date, message.Attachments?.Count ?? 0));
            }

            cursor = messages.Count > 0 ? page.NextCursor : null;
        }
        while (!string.IsNullOrEmpty(cursor));

        return found;
    }

    /// <summary>As if it had not answered: it is asked again.</summary>
    private static GoHighLevelException Nonsense() => new(CallOutcome.MayStillRun, "GET /conversations/messages/export", null);

    /// <summary>Uploads one file for a contact (<c>POST /conversations/messages/upload</c>, at most 5 MB) and gives its URL.</summary>
    public async Task<string> UploadAsync(
        string locationId, string contactId, MediaFile file, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        var content = new ByteArrayContent(file.Bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(file.ContentType);
        form.Add(content, "fileAttachment", file.Name);
        form.Add(new StringContent(contactId, Encoding.UTF8), "contactId");
        form.Add(new StringContent(locationId, Encoding.UTF8), "locationId");
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Post, "/conversations/messages/upload", form,
            WireJson.Default.UploadAnswer, cancellationToken);
        return answer?.UploadedFiles?.Values.FirstOrDefault()
            ?? throw new GoHighLevelException(
                CallOutcome.MayHaveBeenDone, "POST /conversations/messages/upload", null, EmptyAnswer);
    }
}

/// <summary>A file in memory.</summary>
public sealed record MediaFile(string Name, string ContentType, byte[] Bytes);
