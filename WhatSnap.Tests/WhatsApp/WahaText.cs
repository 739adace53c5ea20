using System.Text.Json.Nodes;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>A message as a test thinks of it, and as the gateway's event tells it.</summary>
/// <param name="Body">The text.</param>
/// <param name="Number">The other end's number; null where WhatsApp hides it.</param>
/// <param name="Lid">The other end's LID; null where WhatsApp does not tell.</param>
internal sealed record WahaText(string Body, string? Number = null, string? Lid = null)
{
    public string Kind { get; init; } = "message.any";

    public string Id { get; init; } = $"3EB0{Guid.NewGuid():N}"[..22].ToUpperInvariant();

    public string? Name { get; init; } = "Ann";

    public bool IsFromMe { get; init; }

    /// <summary>How much later or earlier than now.</summary>
    public TimeSpan After { get; init; }

    /// <summary>The last part of its file's address, and its type.</summary>
    public (string Name, string Type)? File { get; init; }

    /// <summary>What else the payload has, over all others.</summary>
    public JsonObject? More { get; init; }

    /// <summary>The group that it was written in, and the number of who wrote it; null for a chat with a person.</summary>
    public string? Group { get; init; }

    public string? Member { get; init; }

    private string Chat => Group is not null ? Group : Number is { } number ? $"{number.TrimStart('+')}@c.us" : $"{Lid}@lid";

    public JsonObject ToPayload(DateTimeOffset now, string files = "http://gateway/api/files/wa-1/")
    {
        var payload = new JsonObject
        {
            ["id"] = $"{(IsFromMe ? "true" : "false")}_{Chat}_{Id}",
            ["timestamp"] = (now + After).ToUnixTimeSeconds(),
            ["from"] = IsFromMe ? "15005550177@c.us" : Chat,
            ["to"] = IsFromMe ? Chat : "15005550177@c.us",
            ["fromMe"] = IsFromMe,
            ["source"] = "app",
            ["participant"] = Member is null || IsFromMe ? "" : $"{Member}@c.us",
            ["body"] = Body,
            ["hasMedia"] = File is not null,
            ["mediaUrl"] = File is { } one ? files + one.Name : "",
            ["ack"] = 1,
            ["ackName"] = "SERVER",
            ["_data"] = new JsonObject
            {
                ["key"] = new JsonObject { ["remoteJid"] = Chat.Replace("c.us", "s.whatsapp.net", StringComparison.Ordinal), ["fromMe"] = IsFromMe, ["id"] = Id },
                ["phone"] = Number is { } number ? $"{number.TrimStart('+')}@s.whatsapp.net" : null,
                ["lid"] = Lid is { } lid ? $"{lid}@lid" : null,
                ["pushName"] = Name,
                ["subject"] = Group is null ? null : "Neighbours",
            },
        };
        if (File is { } file) payload["media"] = new JsonObject { ["url"] = files + file.Name, ["mimetype"] = file.Type };
        foreach (var (name, value) in More ?? []) payload[name] = value?.DeepClone();
        return payload;
    }
}
