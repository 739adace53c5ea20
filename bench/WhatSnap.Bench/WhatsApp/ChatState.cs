using System.Text.Json;
using WhatSnap.Local.Simulators.WhatsApp;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>A message as its contact's phone shows it.</summary>
internal sealed record ShownChat(string Id, string Text, DateTimeOffset At, string From);

/// <summary>An account's link as WhatsApp sees it.</summary>
/// <param name="Devices">The ids of its linked devices.</param>
/// <param name="IsConnected">All of them are connected.</param>
/// <param name="Pending">Messages that no device has confirmed.</param>
/// <param name="Unread">Messages that could not be decrypted, on either side.</param>
internal sealed record LinkState(IReadOnlyList<int> Devices, bool IsConnected, int Pending, IReadOnlyList<UnreadChat> Unread);

/// <summary>A message that could not be decrypted.</summary>
/// <param name="At">When.</param>
/// <param name="What">"asked again" by the account's device, or "unreadable" to who got it.</param>
/// <param name="Id">The message.</param>
/// <param name="By">The number of the other side.</param>
/// <param name="Why">What the Signal library says.</param>
internal sealed record UnreadChat(DateTimeOffset At, string What, string Id, string By, string? Why);

/// <summary>All that the simulated WhatsApp knows at one moment.</summary>
internal sealed record ChatState(
    IReadOnlyDictionary<string, LinkState> Accounts, IReadOnlyDictionary<string, IReadOnlyList<ShownChat>> Contacts)
{
    public static async Task<ChatState> ReadAsync(WhatsAppProcess whatsapp, CancellationToken cancellationToken)
    {
        var state = await whatsapp.CallAsync(HttpMethod.Get, "/state", null, cancellationToken);
        return new ChatState(
            state.GetProperty("accounts").EnumerateArray().ToDictionary(NumberOf, LinkOf),
            state.GetProperty("contacts").EnumerateArray().ToDictionary(NumberOf, contact =>
                (IReadOnlyList<ShownChat>)[.. contact.GetProperty("shown").EnumerateArray().Select(ShownOf)]));
    }

    private static string NumberOf(JsonElement person) => person.GetProperty("number").GetString()!;

    private static LinkState LinkOf(JsonElement account)
    {
        var devices = account.GetProperty("devices").EnumerateArray().ToList();
        return new LinkState(
            [.. devices.Select(device => device.GetProperty("id").GetInt32())],
            devices.All(device => device.GetProperty("connected").GetBoolean()),
            devices.Sum(device => device.GetProperty("pending").GetInt32()),
            [.. account.GetProperty("troubles").EnumerateArray().Select(trouble => new UnreadChat(
                DateTimeOffset.FromUnixTimeMilliseconds(trouble.GetProperty("at").GetInt64()), trouble.GetProperty("what").GetString()!,
                trouble.GetProperty("id").GetString()!, trouble.GetProperty("by").GetString()!,
                trouble.TryGetProperty("error", out var why) ? why.GetString() : null))]);
    }

    private static ShownChat ShownOf(JsonElement shown)
    {
        var message = shown.GetProperty("message");
        return new ShownChat(
            shown.GetProperty("id").GetString()!,
            Member(message, "conversation") ?? Member(message, "extendedTextMessage", "text") ?? Member(message, "imageMessage", "caption") ?? "",
            DateTimeOffset.FromUnixTimeMilliseconds(shown.GetProperty("at").GetInt64()),
            shown.GetProperty("from").GetString()!.Split('@', ':')[0]);
    }

    private static string? Member(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element.GetString() is { Length: > 0 } text ? text : null;
    }
}
