using System.Security.Cryptography;
using System.Text;

namespace WhatSnap.Core.Messages;

/// <summary>The id of one sender's lane in a location; it is also the lane's table partition.</summary>
public readonly record struct LaneId(string Value)
{
    private const char Separator = '~';

    /// <summary>The location that the lane belongs to.</summary>
    public string LocationId => Value[..Value.LastIndexOf(Separator)];

    public static LaneId New(string locationId) => new($"{locationId}{Separator}{Guid.NewGuid():N}");

    public override string ToString() => Value;
}

/// <summary>The row key of a message's marker: <c>m~account~message</c>.</summary>
public readonly record struct MarkerKey(string Value)
{
    internal const string Prefix = "m~";
    private const int PlainLength = 200;

    public static MarkerKey For(string accountId, string providerMessageId) => new(
        $"{Prefix}{accountId}~{(IsPlain(providerMessageId) ? providerMessageId : Keys.Hash(providerMessageId))}");

    /// <summary>The account that received the message.</summary>
    public string AccountId => Part(1);

    /// <summary>The provider's id of the message, or what stands for it.</summary>
    public string MessageId => Part(2);

    public override string ToString() => Value;

    private string Part(int index) => Value.Split('~', 3).ElementAtOrDefault(index) ?? "";

    private static bool IsPlain(string id) =>
        id.Length is > 0 and <= PlainLength && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}

/// <summary>Makes table keys of text that must not stand in a key: numbers, foreign ids.</summary>
internal static class Keys
{
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
