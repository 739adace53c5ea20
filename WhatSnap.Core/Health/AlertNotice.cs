using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.Health;

/// <summary>What is told of an alert, as queue <c>tell-alerts</c> carries it.</summary>
/// <param name="V">Version of this format.</param>
/// <param name="LocationId">The location.</param>
/// <param name="AccountId">The account; empty for the location itself.</param>
/// <param name="AlertId">The alert.</param>
/// <param name="Kind"><see cref="Raised"/>, <see cref="Worse"/>, <see cref="Cleared"/> or <see cref="Test"/>.</param>
/// <param name="Code">The sign, a code of <see cref="HealthSigns"/>.</param>
/// <param name="SeenAt">When the incident began.</param>
/// <param name="At">When it was raised, became worse, or was over.</param>
/// <param name="Tries">How often it could not be told.</param>
public sealed record AlertNotice(
    int V, string LocationId, string AccountId, string AlertId, string Kind, string Code, DateTimeOffset SeenAt, DateTimeOffset At, int Tries = 0)
{
    public const string Raised = "raised";
    public const string Worse = "worse";
    public const string Cleared = "cleared";
    public const string Test = "test";

    /// <summary>The same whenever the same is told, so that whoever gets it twice can tell.</summary>
    public string Id => $"{AlertId}-{Kind}-{Code}";

    /// <exception cref="JsonException">It is none of ours.</exception>
    public static AlertNotice FromJson(string json) =>
        JsonSerializer.Deserialize(json, AlertNoticeJson.Default.AlertNotice) ?? throw new JsonException("No notice.");

    public string ToJson() => JsonSerializer.Serialize(this, AlertNoticeJson.Default.AlertNotice);
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AlertNotice))]
internal sealed partial class AlertNoticeJson : JsonSerializerContext;
