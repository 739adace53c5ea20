using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// The id of a lane in a location: of one sender, or of what is sent to one contact. It is also the lane's table partition.
/// </summary>
public readonly record struct LaneId(string Value)
{
    private const char Separator = '~';

    /// <summary>No hex digit: the ids of inbound lanes have none such.</summary>
    private const char OutboundMark = 's';

    /// <summary>True for what can be a lane's id at all.</summary>
    internal bool IsWellFormed => Value.LastIndexOf(Separator) is > 0 and var at && at < Value.Length - 1;

    /// <summary>The location that the lane belongs to.</summary>
    public string LocationId => Value[..Value.LastIndexOf(Separator)];

    /// <summary>True for what goes out, false for what came in.</summary>
    public bool IsOutbound => Value[Value.LastIndexOf(Separator) + 1] == OutboundMark;

    /// <summary>The queue whose messages make somebody work on the lane.</summary>
    public string Queue => IsOutbound ? QueueNames.SendOutbound : QueueNames.DeliverInbound;

    /// <summary>A new lane for what a sender writes.</summary>
    public static LaneId New(string locationId) => new($"{locationId}{Separator}{Guid.NewGuid():N}");

    /// <summary>The lane for what is written to a contact.</summary>
    public static LaneId To(string locationId, string contactId) =>
        new($"{locationId}{Separator}{OutboundMark}{Keys.Hash(contactId)}");

    public override string ToString() => Value;
}

/// <summary>
/// The row key of a message's marker: <c>m~account~message</c>. What goes out has <see cref="GoHighLevel"/> in the account's
/// place: which account sends it is decided later.
/// </summary>
public readonly record struct MarkerKey(string Value)
{
    internal const string Prefix = "m~";
    public const string GoHighLevel = "gohighlevel";
    private const int PlainLength = 200;

    public static MarkerKey For(string accountId, string providerMessageId) => new(
        $"{Prefix}{accountId}~{(IsPlain(providerMessageId) ? providerMessageId : Keys.Hash(providerMessageId))}");

    /// <summary>The account that received the message.</summary>
    public string AccountId => Part(1);

    /// <summary>The provider's id of the message, or what stands for it.</summary>
    public string MessageId => Part(2);

    public override string ToString() => Value;

    private string Part(int index) => Value.Split('~', 3).ElementAtOrDefault(index) ?? "";

    /// <summary>True for an id that may stand in a table key as it is.</summary>
    public static bool IsPlain(string id) =>
        id.Length is > 0 and <= PlainLength && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}

/// <summary>Makes table keys of text that must not stand in a key: numbers, foreign ids.</summary>
internal static class Keys
{
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private const int TimeDigits = 19;

    /// <summary>A key's beginning that sorts the newest first: 19 digits.</summary>
    public static string NewestFirst(DateTimeOffset at) => (long.MaxValue - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>The time of a key that begins so.</summary>
    public static DateTimeOffset TimeOf(string key) =>
        new(long.MaxValue - long.Parse(key.AsSpan(0, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
