using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>The queue message that makes a worker look at a lane. Wire form, version 1.</summary>
/// <param name="V">Version.</param>
/// <param name="Lane">The lane's id.</param>
/// <param name="Marker">The marker key of the message that this one was sent for.</param>
/// <param name="At">When the message was accepted.</param>
/// <param name="Go">True for the one that only makes the work start at once; the others come until the row is done.</param>
/// <param name="DeadTag">ETag of the dead marker that a replay is about to open again.</param>
/// <param name="SeenTag">ETag of the lane's head when it was last looked at and held.</param>
/// <param name="WaitedMs">For how long, at least, the head has had that ETag.</param>
/// <param name="Returns">How often it failed and came back.</param>
/// <param name="Slot">The time that it got when its location had no calls left; it goes before work without one.</param>
public sealed record LaneWork(
    int V, string Lane, string Marker, DateTimeOffset At, bool Go = false, string? DeadTag = null, string? SeenTag = null,
    long WaitedMs = 0, int Returns = 0, DateTimeOffset? Slot = null)
{
    /// <summary>The first work of a row.</summary>
    public static LaneWork For(LaneId lane, MarkerKey marker, DateTimeOffset now) => new(1, lane.Value, marker.Value, now);

    /// <summary>How long the head is known to be unchanged.</summary>
    public TimeSpan WaitedFor(LaneHead head) =>
        SeenTag == head.ETag.ToString() ? TimeSpan.FromMilliseconds(WaitedMs) : TimeSpan.Zero;

    /// <summary>This work, to be looked at again after <paramref name="delay"/>.</summary>
    public LaneWork AfterWaiting(LaneHead head, TimeSpan delay) => this with
    {
        SeenTag = head.ETag.ToString(),
        WaitedMs = (long)(WaitedFor(head) + delay).TotalMilliseconds,
    };

    public string ToJson() => JsonSerializer.Serialize(this, WorkJson.Default.LaneWork);

    /// <exception cref="JsonException">It is none of ours.</exception>
    public static LaneWork FromJson(string json) =>
        JsonSerializer.Deserialize(json, WorkJson.Default.LaneWork) is { } work && new LaneId(work.Lane).IsWellFormed ? work : throw new JsonException("No work.");
}

/// <summary>Work that comes again for a row that is not done.</summary>
public sealed record NextLook(LaneWork Work, TimeSpan Delay);

/// <summary>Sends lane work.</summary>
internal static class LaneQueue
{
    public static Task<WorkReceipt> SendAsync(
        this IWorkQueue queue, LaneWork work, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendAsync(new LaneId(work.Lane).Queue, work.ToJson(), delay, cancellationToken);

    /// <summary>Makes the next look of a queue message that waits; nothing changes when somebody has that already.</summary>
    public static Task<bool> ChangeAsync(
        this IWorkQueue queue, WorkReceipt waiting, NextLook next, CancellationToken cancellationToken) =>
        queue.ChangeAsync(waiting, next.Work.ToJson(), next.Delay, cancellationToken);
}

/// <summary>Queue messages: whatever lacks a part is none of ours.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LaneWork))]
[JsonSerializable(typeof(LetterWork))]
[JsonSerializable(typeof(ReportWork))]
internal sealed partial class WorkJson : JsonSerializerContext;
