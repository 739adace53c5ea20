using System.Text.Json;

namespace WhatSnap.Core.Messages;

/// <summary>The queue message that has a message's state looked after. Wire form, version 1.</summary>
/// <param name="V">Version.</param>
/// <param name="LocationId">The location.</param>
/// <param name="SendingId">The message.</param>
/// <param name="Tries">Reports that GoHighLevel did not take yet.</param>
/// <param name="Polls">How often the provider was asked.</param>
/// <param name="Slot">The time that it got when its location had no calls left.</param>
public sealed record ReportWork(
    int V, string LocationId, string SendingId, int Tries = 0, int Polls = 0, DateTimeOffset? Slot = null)
{
    /// <summary>GoHighLevel refuses a status before it has linked the message to its provider.</summary>
    public static readonly TimeSpan FirstReport = TimeSpan.FromSeconds(10);

    /// <summary>When the provider is asked for a message whose callbacks did not come.</summary>
    public static readonly TimeSpan FirstPoll = TimeSpan.FromMinutes(2);

    public string ToJson() => JsonSerializer.Serialize(this, WorkJson.Default.ReportWork);

    public static ReportWork FromJson(string json) => JsonSerializer.Deserialize(json, WorkJson.Default.ReportWork) ?? throw new JsonException("No work.");
}
