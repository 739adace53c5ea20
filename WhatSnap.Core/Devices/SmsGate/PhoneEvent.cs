using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>A file of an MMS, by its hash.</summary>
internal sealed record PhoneFile(string Hash, string? Type, byte[] Bytes)
{
    public override string ToString() => nameof(PhoneFile);
}

/// <summary>A message that came to the phone.</summary>
/// <param name="Sender">A number, a short code or a name.</param>
/// <param name="Text">The text, with a line for each file that is not here.</param>
/// <param name="ReceivedAt">When the phone received it.</param>
/// <param name="Files">What came with it.</param>
internal sealed record PhoneMail(string Sender, string Text, DateTimeOffset ReceivedAt, IReadOnlyList<PhoneFile> Files)
{
    public override string ToString() => nameof(PhoneMail);
}

/// <summary>What the app tells of (SMSGate 1.68, <c>modules/webhooks</c>). Anything in a message may come from a stranger.</summary>
/// <param name="Kind">The app's name of the event.</param>
internal sealed record PhoneEvent(string Kind)
{
    public const string Sms = "sms:received";
    public const string Mms = "mms:downloaded";
    public const string Ping = "system:ping";
    public const string Started = "app:started";

    /// <summary>What MMS hold for their own layout, and texts that stand in the body.</summary>
    private static readonly IReadOnlyList<string> NoFiles = ["application/smil", "text/plain"];

    /// <summary>What the event tells; undefined where it tells nothing.</summary>
    private JsonElement Payload { get; init; }

    /// <summary>Reads an event; null for what is none.</summary>
    public static PhoneEvent? Read(byte[] body)
    {
        try
        {
            var read = JsonElement.Parse(body);
            return read.ValueKind == JsonValueKind.Object && read.Text("event") is { Length: > 0 } kind
                ? new PhoneEvent(kind) { Payload = read.Member("payload"), Health = HealthIn(read.Member("payload").Member("health").Text("status")) }
                : null;
        }
        catch (Exception malformed) when (JsonText.IsMalformed(malformed))
        {
            return null;
        }
    }

    /// <summary>How the app judges itself; null for anything but its three words.</summary>
    public string? Health { get; private init; }

    /// <summary>The message; null where it can't be read.</summary>
    public PhoneMail? Message()
    {
        try
        {
            var sender = (Payload.Text("sender") ?? Payload.Text("phoneNumber"))?.Trim();
            if (sender is not { Length: > 0 and <= DeviceItem.LongestPeer } || TimeOf(Payload.Text("receivedAt")) is not { } at) return null;
            return Kind == Sms ? new PhoneMail(sender, Payload.Text("message") ?? "", at, []) : Picture(sender, at);
        }
        catch (InvalidOperationException)
        {
            // A name in it is half a letter.
            return null;
        }
    }

    public override string ToString() => Kind;

    private static string? HealthIn(string? status) => status is "pass" or "warn" or "fail" ? status : null;

    private PhoneMail Picture(string sender, DateTimeOffset at)
    {
        List<PhoneFile> files = [];
        var missing = 0;
        var parts = Payload.Member("attachments");
        foreach (var part in parts.ValueKind == JsonValueKind.Array ? parts.EnumerateArray() : [])
        {
            var type = part.Text("contentType")?.Trim().ToLowerInvariant();
            if (NoFiles.Any(one => type?.StartsWith(one, StringComparison.Ordinal) == true)) continue;
            if (files.Count < DeviceItem.MostFiles && BytesOf(part) is { } bytes)
            {
                files.Add(new PhoneFile(Convert.ToHexStringLower(SHA256.HashData(bytes)), type, bytes));
            }
            else missing++;
        }

        var lines = new[] { Payload.Text("subject"), Payload.Text("body"), missing > 0 ? "[A file came with this message that the phone could not load.]" : null };
        return new PhoneMail(sender, string.Join('\n', lines.Where(line => !string.IsNullOrWhiteSpace(line))), at, files);
    }

    private static byte[]? BytesOf(JsonElement part)
    {
        try
        {
            return Convert.FromBase64String(part.Text("data") ?? "") is { Length: > 0 } bytes ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
