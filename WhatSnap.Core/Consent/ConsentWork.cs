using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.Consent;

/// <summary>A contact whose consent GoHighLevel is to be told, as queue <c>tell-consent</c> carries it.</summary>
/// <param name="V">Version of this format.</param>
/// <param name="LocationId">The location.</param>
/// <param name="ContactId">The contact.</param>
/// <param name="Since">When it was put first.</param>
/// <param name="Tries">Tries that ended in a wait.</param>
public sealed record ConsentWork(int V, string LocationId, string ContactId, DateTimeOffset Since, int Tries = 0)
{
    /// <exception cref="JsonException">It is none of ours.</exception>
    public static ConsentWork FromJson(string json) =>
        JsonSerializer.Deserialize(json, ConsentWorkJson.Default.ConsentWork) ?? throw new JsonException("No work.");

    public string ToJson() => JsonSerializer.Serialize(this, ConsentWorkJson.Default.ConsentWork);
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ConsentWork))]
internal sealed partial class ConsentWorkJson : JsonSerializerContext;
