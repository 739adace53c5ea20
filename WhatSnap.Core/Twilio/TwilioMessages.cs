using System.Globalization;
using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>A message that Twilio received for a number.</summary>
public sealed record TwilioReceived(string Sid, string From, string Body, int NumMedia, DateTimeOffset DateSent)
{
    public override string ToString() => $"message {Sid}";
}

/// <summary>Twilio's calls on messages.</summary>
public sealed class TwilioMessages(TwilioTransport transport)
{
    internal const int PageSize = 1000;
    internal const int MostPages = 50;
    private const string Messages = "Messages";

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
            messages.AddRange((page.Messages ?? []).Select(Read).OfType<TwilioReceived>());
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

    /// <summary>A received message; null for what was sent, and for what Twilio still receives.</summary>
    private static TwilioReceived? Read(WireMessage message)
    {
        if (message is not { Direction: "inbound", Sid: { Length: > 0 } sid, From: { Length: > 0 } from }) return null;
        if (message.Status == "receiving" || Date(message.DateSent ?? message.DateCreated) is not { } sent) return null;

        _ = int.TryParse(message.NumMedia, NumberStyles.None, CultureInfo.InvariantCulture, out var media);
        return new TwilioReceived(sid, from, message.Body ?? "", media, sent);
    }

    /// <summary>RFC 2822, such as <c>Thu, 30 Jul 2015 20:00:00 +0000</c>.</summary>
    private static DateTimeOffset? Date(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
        ? date
        : null;
}
