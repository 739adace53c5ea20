using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>A chat of one session.</summary>
/// <param name="Link">The session.</param>
/// <param name="ChatId"><c>digits@c.us</c> or <c>digits@lid</c>.</param>
public sealed record WahaChat(WhatsAppLink Link, string ChatId)
{
    public override string ToString() => nameof(WahaChat);
}

/// <summary>
/// The gateway's calls that write (<c>contracts/waha</c>), with the session's own key. A repeated id is answered as the first time and
/// sends nothing.
/// </summary>
public sealed class WahaMessages(WahaClient waha)
{
    /// <summary><c>POST /api/sendText</c>.</summary>
    /// <returns>WAHA's ack: 0 until WhatsApp has answered, 1 when it has the message, -1 when it refused it.</returns>
    public Task<int> SendTextAsync(WahaChat chat, string id, string text, CancellationToken cancellationToken) => SendAsync(
        "sendText", chat, new WireTextMessage(chat.Link.Session, chat.ChatId, text, id), WahaJson.Default.WireTextMessage, cancellationToken);

    /// <summary><c>POST /api/sendImage</c>, <c>sendVideo</c>, <c>sendVoice</c> or <c>sendFile</c>; a voice note has no caption.</summary>
    /// <returns>As <see cref="SendTextAsync"/>.</returns>
    public Task<int> SendFileAsync(WahaChat chat, string id, Attachment file, string? caption, CancellationToken cancellationToken) => SendAsync(
        file.Kind switch
        {
            AttachmentKind.Image => "sendImage",
            AttachmentKind.Video => "sendVideo",
            AttachmentKind.Voice => "sendVoice",
            _ => "sendFile",
        },
        chat,
        new WireFileMessage(chat.Link.Session, chat.ChatId, new WireFile(file.MimeType, file.FileName, file.Url), caption, id)
        {
            // What is sent as a voice note or a video is in WhatsApp's form already.
            Convert = file.Kind is AttachmentKind.Voice or AttachmentKind.Video ? false : null,
        },
        WahaJson.Default.WireFileMessage, cancellationToken);

    /// <summary><c>POST /api/startTyping</c>: the other side sees that somebody types.</summary>
    public Task StartTypingAsync(WahaChat chat, CancellationToken cancellationToken) => TypeAsync("startTyping", chat, cancellationToken);

    /// <summary><c>POST /api/stopTyping</c>.</summary>
    public Task StopTypingAsync(WahaChat chat, CancellationToken cancellationToken) => TypeAsync("stopTyping", chat, cancellationToken);

    /// <summary><c>GET /api/contacts/check-exists</c>: the chat of a number, as WhatsApp writes it; null when nobody is there with it.</summary>
    public async Task<string?> FindChatAsync(WhatsAppLink link, PhoneNumber number, CancellationToken cancellationToken)
    {
        var answer = await waha.SendAsync(
            HttpMethod.Get, "a number", $"/api/contacts/check-exists?session={link.Session}&phone={number.ToString()[1..]}",
            WahaClient.KeyOf(link), null, WahaJson.Default.WireExists, cancellationToken);

        // An answer that says neither yes nor no does not say that nobody is there.
        if (answer.NumberExists is not { } exists) throw new WahaException("GET a number", HttpStatusCode.OK);
        return exists && answer.ChatId is { Length: > 0 } chatId ? chatId : null;
    }

    private async Task<int> SendAsync<T>(
        string call, WahaChat chat, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var sent = await waha.SendAsync(
            HttpMethod.Post, call, $"/api/{call}", WahaClient.KeyOf(chat.Link), WahaClient.Json(body, type), WahaJson.Default.WireSent,
            cancellationToken);

        // A success that names no message may have sent none.
        return sent.Id.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            ? throw new WahaException($"POST {call}", HttpStatusCode.Created)
            : sent.Ack ?? 0;
    }

    private Task<JsonElement> TypeAsync(string call, WahaChat chat, CancellationToken cancellationToken) => waha.SendAsync<JsonElement>(
        HttpMethod.Post, call, $"/api/{call}", WahaClient.KeyOf(chat.Link),
        WahaClient.Json(new WireChat(chat.Link.Session, chat.ChatId), WahaJson.Default.WireChat), null, cancellationToken);
}
