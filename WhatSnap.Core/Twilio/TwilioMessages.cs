using System.Globalization;
using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>A message that Twilio received for a number.</summary>
public sealed record TwilioReceived(string Sid, string From, string Body, int NumMedia, DateTimeOffset DateSent)
{
    public override string ToString() => $"message {Sid}";
}

/// <summary>A text to be sent.</summary>
/// <param name="From">The account's number.</param>
/// <param name="To">The recipient.</param>
/// <param name="Body">The text; may be empty when there are media.</param>
/// <param name="MediaUrls">At most ten addresses that Twilio can read.</param>
/// <param name="StatusCallback">Where Twilio tells what becomes of it.</param>
public sealed record TwilioText(
    PhoneNumber From, PhoneNumber To, string Body, IReadOnlyList<string> MediaUrls, string StatusCallback)
{
    public override string ToString() => $"text to {To.Masked}";
}

/// <summary>A message that Twilio was given to send.</summary>
public sealed record TwilioSent(string Sid, SendState State, string Body, int NumMedia, DateTimeOffset CreatedAt)
{
    /// <summary>Twilio's error code; null for none.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>True when it may be the message with this text. Twilio puts a line before what a trial account sends.</summary>
    public bool IsLike(string text, int files) =>
        NumMedia == files && (Body.Trim() == text.Trim() || Body.Trim().EndsWith($" - {text.Trim()}", StringComparison.Ordinal));

    public override string ToString() => $"message {Sid}: {State}";
}

/// <summary>Twilio's calls on messages.</summary>
public sealed class TwilioMessages(TwilioTransport transport)
{
    internal const int PageSize = 1000;
    internal const int MostPages = 50;
    private const int SentPageSize = 50;
    private const string Messages = "Messages";

    /// <summary>How long Twilio may try to hand a text on: an answer that comes later is of no use.</summary>
    private const string ValidityPeriod = "14400";

    /// <summary>
    /// Sends a text (<c>POST /2010-04-01/Accounts/{AccountSid}/Messages.json</c>); there is no idempotency key. A success
    /// without a SID may have been done.
    /// </summary>
    /// <exception cref="TwilioException">Any other end; its outcome says whether the text may have been sent.</exception>
    public async Task<TwilioSent> SendAsync(
        TwilioCredentials credentials, TwilioText text, CallWindow window, CancellationToken cancellationToken)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("To", text.To.ToString()),
            new("From", text.From.ToString()),
            new("StatusCallback", text.StatusCallback),
            new("ValidityPeriod", ValidityPeriod),
        };
        if (text.Body.Length > 0) form.Add(new("Body", text.Body));
        form.AddRange(text.MediaUrls.Select(url => new KeyValuePair<string, string>("MediaUrl", url)));
        var answer = await transport.PostOnceAsync(
            credentials, Messages, transport.OfAccount(credentials, $"/{Messages}.json"), form, TwilioWireJson.Default.WireMessage,
            window, GoHighLevelTransport.CallLimit, cancellationToken);
        return answer is null || ReadSent(answer) is not { } sent
            ? throw new TwilioException($"POST {Messages}", HttpStatusCode.Created, null)
            : sent;
    }

    /// <summary>What a number was given to send to another since a moment, newest first (the same path, GET).</summary>
    /// <exception cref="TwilioException">Twilio failed, or there are over 50,000 messages.</exception>
    public async Task<IReadOnlyList<TwilioSent>> ListSentAsync(
        TwilioCredentials credentials, PhoneNumber from, PhoneNumber to, DateTimeOffset since, CancellationToken cancellationToken)
    {
        // No filter by date: what is still queued has no DateSent, and would be missing from the list.
        var first = transport.OfAccount(
            credentials,
            $"/{Messages}.json?To={Uri.EscapeDataString(to.ToString())}&From={Uri.EscapeDataString(from.ToString())}&PageSize={SentPageSize}");
        var sent = new List<TwilioSent>();
        await foreach (var page in transport.PagesAsync(
            credentials, Messages, first, TwilioWireJson.Default.WireMessages, MostPages, cancellationToken))
        {
            var read = Listed(page).Select(ReadSent).OfType<TwilioSent>().ToList();
            sent.AddRange(read.Where(message => message.CreatedAt >= since));
            if (read.Count > 0 && read[^1].CreatedAt < since) break;
        }

        return sent;
    }

    /// <summary>One message (<c>GET …/Messages/{Sid}.json</c>); null when Twilio does not know it.</summary>
    public async Task<TwilioSent?> ReadSentAsync(
        TwilioCredentials credentials, string sid, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await transport.GetAsync(
                credentials, Messages, transport.OfAccount(credentials, $"/{Messages}/{Uri.EscapeDataString(sid)}.json"),
                TwilioWireJson.Default.WireMessage, cancellationToken);
            return answer is null ? null : ReadSent(answer);
        }
        catch (TwilioException unknown) when (unknown.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// What a number received since a day began, newest first
    /// (<c>GET /2010-04-01/Accounts/{AccountSid}/Messages.json</c>).
    /// </summary>
    /// <param name="credentials">The account's own.</param>
    /// <param name="to">The number.</param>
    /// <param name="since">Its day in UTC is where the list begins: earlier messages of that day are listed too.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="TwilioException">Twilio failed, or there are over 50,000 messages.</exception>
    public async Task<IReadOnlyList<TwilioReceived>> ListInboundMessagesAsync(
        TwilioCredentials credentials, PhoneNumber to, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var day = since.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var first = transport.OfAccount(
            credentials, $"/{Messages}.json?To={Uri.EscapeDataString(to.ToString())}&DateSent%3E={day}&PageSize={PageSize}");
        var messages = new List<TwilioReceived>();
        WireMessages? last = null;
        await foreach (var page in transport.PagesAsync(
            credentials, Messages, first, TwilioWireJson.Default.WireMessages, MostPages, cancellationToken))
        {
            messages.AddRange(Listed(page).Select(Read).OfType<TwilioReceived>());
            last = page;
        }

        // A list that is cut would pass for a whole one.
        return string.IsNullOrEmpty(last?.Next) ? messages : throw new TwilioException($"GET {Messages}", HttpStatusCode.OK, null);
    }

    /// <summary>
    /// A message's files, where <see cref="TwilioMedia"/> fetches them
    /// (<c>GET /2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media.json</c>).
    /// </summary>
    public async Task<IReadOnlyList<InboundMedia>> ListMediaAsync(
        TwilioCredentials credentials, string messageSid, CancellationToken cancellationToken)
    {
        var path = $"/{Messages}/{Uri.EscapeDataString(messageSid)}/Media";
        var media = new List<InboundMedia>();
        await foreach (var page in transport.PagesAsync(
            credentials, "Messages/{Sid}/Media", transport.OfAccount(credentials, path + ".json"),
            TwilioWireJson.Default.WireMediaList, mostPages: 1, cancellationToken))
        {
            media.AddRange((page.MediaList ?? []).Where(file => file.Sid is { Length: > 0 }).Select(file => new InboundMedia(
                transport.OfAccount(credentials, $"{path}/{file.Sid}").ToString(),
                file.ContentType ?? "application/octet-stream")));
        }

        return media;
    }

    /// <summary>An answer without a list does not say that a message is not there.</summary>
    private static IReadOnlyList<WireMessage> Listed(WireMessages page) => page.Messages ?? throw new TwilioException($"GET {Messages}", HttpStatusCode.OK, null);

    /// <summary>A received message; null for what was sent, and for what Twilio still receives.</summary>
    private static TwilioReceived? Read(WireMessage message)
    {
        if (message is not { Direction: "inbound", Sid: { Length: > 0 } sid, From: { Length: > 0 } from }) return null;
        if (message.Status == "receiving" || Date(message.DateSent ?? message.DateCreated) is not { } sent) return null;

        _ = int.TryParse(message.NumMedia, NumberStyles.None, CultureInfo.InvariantCulture, out var media);
        return new TwilioReceived(sid, from, message.Body ?? "", media, sent);
    }

    private static TwilioSent? ReadSent(WireMessage message)
    {
        if (message is not { Sid: { Length: > 0 } sid } || message.Direction == "inbound") return null;
        _ = int.TryParse(message.NumMedia, NumberStyles.None, CultureInfo.InvariantCulture, out var media);
        return new TwilioSent(
            sid, TwilioStatus.StateOf(message.Status) ?? SendStates.Queued, message.Body ?? "", media,
            Date(message.DateCreated) ?? DateTimeOffset.MinValue)
        {
            ErrorCode = message.ErrorCode,
        };
    }

    /// <summary>RFC 2822, such as <c>Thu, 30 Jul 2015 20:00:00 +0000</c>.</summary>
    private static DateTimeOffset? Date(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
        ? date
        : null;
}
