using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.Accounts;

/// <summary>The queue message that moves one page of an account's contacts to its new tag. Wire form, version 1.</summary>
/// <param name="V">Version.</param>
/// <param name="Account">The account's key.</param>
/// <param name="At">When the re-tag was asked for.</param>
public sealed record RetagWork(int V, string Account, DateTimeOffset At)
{
    /// <summary>True once the account was seen with its former tag.</summary>
    public bool HasBegun { get; init; }

    /// <summary>True once GoHighLevel was seen to know the new tag.</summary>
    public bool HasTag { get; init; }

    /// <summary>Where the page begins, as GoHighLevel names it; null at the beginning of a pass over all of them.</summary>
    public string? After { get; init; }

    /// <summary>Contacts of this pass so far.</summary>
    public int Seen { get; init; }

    /// <summary>True when one of them still carried the former tag.</summary>
    public bool HasMoved { get; init; }

    /// <summary>Passes in a row whose contacts were only in the index still.</summary>
    public int IdlePasses { get; init; }

    /// <summary>Failed tries in a row.</summary>
    public int Tries { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, RetagJson.Default.RetagWork);

    public static RetagWork FromJson(string json) => JsonSerializer.Deserialize(json, RetagJson.Default.RetagWork) ?? throw new JsonException("No work.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RetagWork))]
internal sealed partial class RetagJson : JsonSerializerContext;
