using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>One event of the gateway's webhooks.</summary>
/// <param name="Id">Its id, the same in every repetition.</param>
/// <param name="Kind">What it is about, for example <c>session.status</c>.</param>
/// <param name="Session">The session's name.</param>
/// <param name="Payload">What it tells; an object.</param>
/// <param name="At">When the gateway made it; null where it can't be read.</param>
public sealed partial record WahaEvent(string Id, string Kind, string Session, JsonElement Payload, DateTimeOffset? At)
{
    public const string SessionStatus = "session.status";
    public const string Message = "message.any";
    public const string Reaction = "message.reaction";
    public const string Edited = "message.edited";
    public const string Revoked = "message.revoked";
    public const string Waiting = "message.waiting";
    public const string Ack = "message.ack";

    /// <summary>All that a session tells us: no more than what is kept.</summary>
    public static readonly IReadOnlyList<string> Subscribed = [SessionStatus, Message, Reaction, Edited, Revoked, Waiting, Ack];

    internal const string SignatureHeader = "X-Webhook-Hmac";
    private const int LongestId = 200;
    private static readonly long LatestMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The number of the phone that the session is linked to; null where it is not told.</summary>
    public PhoneNumber? Phone { get; private init; }

    /// <summary>The session's status, for <c>session.status</c>; null for none.</summary>
    public string? Status => Payload.Text("status");

    /// <summary>True for what the account's owner wrote without us: on the phone, or on another linked device.</summary>
    public bool IsFromPhone => Kind == Message && Payload.IsTrue("fromMe") && Payload.Text("source") != "api";

    public override string ToString() => $"{Kind} {Id}";

    /// <summary>Null when the body is no event.</summary>
    public static WahaEvent? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(Readable(body), WahaJson.Default.WireEvent) is
            {
                Id: { Length: > 0 and <= LongestId } id, Event: { Length: > 0 } kind, Session: { Length: > 0 } session,
                Payload.ValueKind: JsonValueKind.Object,
            } wire
                ? new WahaEvent(id, kind, session, wire.Payload, TimeOf(wire.Timestamp)) { Phone = WahaSession.NumberOf(wire.Me.Text("id")) }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Compares HMAC-SHA512 of the raw body, hex, in constant time.</summary>
    internal static bool IsSigned(byte[] body, StringValues header, string? key)
    {
        if (key is not { Length: > 0 } || header.Count != 1 || header[0] is not { } given) return false;
        Span<byte> signature = stackalloc byte[HMACSHA512.HashSizeInBytes];
        return given.Length == 2 * signature.Length
            && Convert.FromHexString(given, signature, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == signature.Length
            && CryptographicOperations.FixedTimeEquals(HMACSHA512.HashData(Encoding.UTF8.GetBytes(key), body), signature);
    }

    /// <summary>
    /// A message may hold half a pair of UTF-16, which is no text: it becomes a replacement character, so that the event can be read
    /// and does not come back for ever.
    /// </summary>
    private static string Readable(byte[] body) =>
        HalfPair().Replace(Encoding.UTF8.GetString(body), match => match.Groups["whole"].Success ? match.Value : @"\ufffd");

    /// <summary>Escapes from left to right, so that no backslash that is text itself is taken for the beginning of one.</summary>
    [GeneratedRegex(@"(?<whole>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\[^u])|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")]
    private static partial Regex HalfPair();

    private static DateTimeOffset? TimeOf(long? milliseconds) =>
        milliseconds is > 0 and { } ms && ms <= LatestMs ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
