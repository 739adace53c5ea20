using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>One message that the gateway gave to WhatsApp.</summary>
/// <param name="Call">By which call, as <c>sendText</c>.</param>
/// <param name="ChatId">Where it went.</param>
/// <param name="Id">Its id at WhatsApp.</param>
/// <param name="Body">The whole request.</param>
internal sealed record WahaSent(string Call, string ChatId, string Id, JsonNode Body)
{
    /// <summary>The text, or the caption of a file; null for none.</summary>
    public string? Text => (Body["text"] ?? Body["caption"])?.GetValue<string>();

    public string? Url => Body["file"]?["url"]?.GetValue<string>();

    public string? MimeType => Body["file"]?["mimetype"]?.GetValue<string>();
}

/// <summary>The gateway's side of writing, as <c>gateway/src/session/sends.js</c> does it: each id once, and a repeat is answered as the first.</summary>
internal sealed class FakeWahaChats
{
    private readonly ConcurrentDictionary<(string Session, string Id), WahaSent> _byId = [];

    /// <summary>What WhatsApp got, in its order.</summary>
    public ConcurrentQueue<WahaSent> Sent { get; } = [];

    /// <summary>Under which chat a number is on WhatsApp, where that is not its digits; null for one that is not there.</summary>
    public ConcurrentDictionary<string, string?> Numbers { get; } = [];

    /// <summary>Decides whether a message that is new is refused, and how.</summary>
    public Func<WahaSent, (int Status, JsonNode? Answer)?>? Refuse { get; set; }

    /// <summary>Null for a call that is about something else.</summary>
    public (int Status, JsonNode? Answer)? Answer(string call, string session, WahaSessionState state, JsonNode? body, string? phone)
    {
        var name = call.Split('/')[^1];
        var isSend = name is "sendText" or "sendImage" or "sendVideo" or "sendFile" or "sendVoice";
        if (!isSend && name is not ("check-exists" or "startTyping" or "stopTyping")) return null;
        if (state.Status != "WORKING") return (422, new JsonObject { ["message"] = "Not connected.", ["statusCode"] = 422, ["status"] = state.Status, ["reason"] = state.Reason });
        if (name == "check-exists") return (200, Exists(phone!));
        return isSend ? Send(session, new WahaSent(name, body!["chatId"]!.GetValue<string>(), body["id"]!.GetValue<string>(), body)) : (201, null);
    }

    /// <summary>The payload of <c>message.ack</c>.</summary>
    public static JsonObject AckOf(string chatId, string id, int ack, string? error = null) => new()
    {
        ["id"] = $"true_{chatId}_{id}",
        ["from"] = "15005550188@c.us",
        ["to"] = chatId,
        ["participant"] = "",
        ["fromMe"] = true,
        ["ack"] = ack,
        ["ackName"] = "",
        ["_data"] = error is null ? new JsonObject() : new JsonObject { ["error"] = error },
    };

    private JsonObject Exists(string phone)
    {
        var chat = Numbers.TryGetValue(phone, out var other) ? other : $"{phone}@c.us";
        return chat is null ? new JsonObject { ["numberExists"] = false } : new JsonObject { ["numberExists"] = true, ["chatId"] = chat };
    }

    private (int, JsonNode?) Send(string session, WahaSent sent)
    {
        if (_byId.TryGetValue((session, sent.Id), out var first)) return first.ChatId == sent.ChatId ? (201, Told(first)) : Refusal("id_used");
        if (Refuse?.Invoke(sent) is { } refused) return refused;
        if (_byId.TryAdd((session, sent.Id), sent)) Sent.Enqueue(sent);
        return (201, Told(sent));
    }

    public static (int Status, JsonNode? Answer) Refusal(string code, int status = 422) =>
        (status, new JsonObject { ["message"] = "Refused.", ["statusCode"] = status, ["code"] = code });

    private static JsonObject Told(WahaSent sent) => new()
    {
        ["id"] = $"true_{sent.ChatId}_{sent.Id}",
        ["timestamp"] = 1_795_000_000,
        ["from"] = "15005550188@c.us",
        ["fromMe"] = true,
        ["source"] = "api",
        ["to"] = sent.ChatId,
        ["participant"] = "",
        ["body"] = sent.Text ?? "",
        ["hasMedia"] = false,
        ["mediaUrl"] = "",
        ["ack"] = 0,
        ["ackName"] = "PENDING",
        ["_data"] = new JsonObject(),
    };
}
