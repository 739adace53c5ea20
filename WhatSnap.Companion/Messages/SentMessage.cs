using System.Security.Cryptography;
using System.Text;

namespace WhatSnap.Companion.Messages;

/// <summary>How far a message of WhatSnap went on this Mac.</summary>
internal enum SendState
{
    /// <summary>Nothing was handed to Messages.</summary>
    NotStarted,

    /// <summary>It was, or may have been; it is never handed over again.</summary>
    MayHaveRun,

    /// <summary>Messages did not show what became of it.</summary>
    Unknown,

    Sent,

    Delivered,

    Failed,
}

/// <summary>What is kept of a message to send, without its words: by it a restart knows what may have gone.</summary>
/// <param name="Id">WhatSnap's id.</param>
/// <param name="LeaseId">Under which it was offered last.</param>
/// <param name="To">The other side's number or address.</param>
/// <param name="State">How far it went.</param>
/// <param name="Started">When it was taken on.</param>
/// <param name="AfterRow">The last row of Messages' database before.</param>
/// <param name="Parts">Its files and its text.</param>
/// <param name="MayFallBack">Whether it goes as SMS when the other side is not on iMessage.</param>
/// <param name="Service">By which service it went.</param>
/// <param name="Error">Why it did not.</param>
/// <param name="Told">The state that WhatSnap knows; null when it knows none.</param>
internal sealed record SentMessage(
    string Id, string LeaseId, string To, SendState State, DateTimeOffset Started, long AfterRow, IReadOnlyList<SentPart> Parts,
    bool MayFallBack, string? Service = null, string? Error = null, SendState? Told = null)
{
    /// <summary>Messages needs so long at most for a text, and for a file.</summary>
    public static readonly TimeSpan TextLimit = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan FileLimit = TimeSpan.FromMinutes(20);

    public bool WasHandedOver => Parts.Any(part => part.IsStarted);

    public TimeSpan Limit => Parts.Any(part => part.FileName is not null) ? FileLimit : TextLimit;

    /// <summary>The same with one part changed.</summary>
    public SentMessage With(int index, Func<SentPart, SentPart> change) =>
        this with { Parts = [.. Parts.Select((part, at) => at == index ? change(part) : part)] };

    /// <summary>The part that a message of Messages is; -1 when it is none of these.</summary>
    public int PartOf(MacMessage message)
    {
        for (var index = 0; index < Parts.Count; index++)
        {
            if (Parts[index].Was(message)) return index;
        }

        if (!message.IsFromMe || message.Peer is null || !IsSamePeer(message.Peer, To) || !IsInTime(message)) return -1;
        for (var index = 0; index < Parts.Count; index++)
        {
            if (Parts[index] is { IsStarted: true, Guid: null } part && part.Says(message)) return index;
        }

        return -1;
    }

    /// <summary>A number in any spelling, or an address in any case.</summary>
    private static bool IsSamePeer(string one, string other) => one.Contains('@', StringComparison.Ordinal)
        ? one.Equals(other, StringComparison.OrdinalIgnoreCase)
        : Digits(one) == Digits(other);

    private static string Digits(string number) => string.Concat(number.Where(char.IsAsciiDigit));

    private bool IsInTime(MacMessage message) => message.SentAt is not { } sentAt
        || (sentAt >= Started - TimeSpan.FromSeconds(10) && sentAt <= Started + FileLimit);
}

/// <summary>The text or one file of a message: each is a message of its own to Messages.</summary>
/// <param name="TextHash">Null for a file.</param>
/// <param name="FileName">Null for a text.</param>
/// <param name="IsStarted">Whether it may have been handed over.</param>
/// <param name="Guid">Messages' id, once it was seen there.</param>
/// <param name="FailedGuid">The id of the try by iMessage, where SMS followed it.</param>
internal sealed record SentPart(string? TextHash, string? FileName, bool IsStarted = false, string? Guid = null, string? FailedGuid = null)
{
    public static SentPart OfText(string text) => new(Hash(text), FileName: null);

    /// <summary>Whether it was seen to be this one before.</summary>
    public bool Was(MacMessage message) => Guid == message.Id || FailedGuid == message.Id;

    public bool Says(MacMessage message)
    {
        var files = message.Attachments.Where(file => !file.IsHidden).ToList();
        return FileName is null ? files.Count == 0 && Hash(message.Text) == TextHash : files.Any(file => file.Name == FileName);
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(
        Encoding.UTF8.GetBytes(AttributedBody.WithoutPlaces(text).ReplaceLineEndings("\n").Trim())));
}
