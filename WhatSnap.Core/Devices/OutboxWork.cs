using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.Devices;

/// <summary>An item to look at because its time may be up. Wire form, version 1; never a text or a number.</summary>
/// <param name="V">Version.</param>
/// <param name="LocationId">The location.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Id">The item.</param>
public sealed record OutboxWork(int V, string LocationId, string AccountId, string Id)
{
    /// <exception cref="JsonException">It is none of ours.</exception>
    public static OutboxWork FromJson(string json) =>
        JsonSerializer.Deserialize(json, OutboxWorkJson.Default.OutboxWork) ?? throw new JsonException("No work.");

    public string ToJson() => JsonSerializer.Serialize(this, OutboxWorkJson.Default.OutboxWork);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OutboxWork))]
internal sealed partial class OutboxWorkJson : JsonSerializerContext;
