using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>The queue message of an event that was taken. Wire form, version 1; ids and codes, never a text, a number or a name.</summary>
/// <param name="V">Version.</param>
/// <param name="Kind">The event's kind.</param>
/// <param name="At">When it happened.</param>
/// <param name="AcceptedAt">When it was taken.</param>
public sealed record EventWork(int V, string Kind, DateTimeOffset At, DateTimeOffset AcceptedAt)
{
    public string? LocationId { get; init; }

    public string? CompanyId { get; init; }

    /// <summary>What a kind needs besides.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Tries that ended in a wait.</summary>
    public int Tries { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, EventJson.Default.EventWork);

    public static EventWork FromJson(string json) => JsonSerializer.Deserialize(json, EventJson.Default.EventWork) ?? throw new JsonException("No work.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EventWork))]
internal sealed partial class EventJson : JsonSerializerContext;
