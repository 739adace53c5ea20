using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>The gateway's side of listing what was received, as <c>gateway/src/session/seen.js</c> does it.</summary>
internal sealed class FakeWahaList
{
    /// <summary>What is listed, in any order.</summary>
    public List<JsonObject> Messages { get; } = [];

    /// <summary>The refusal in the place of a list; null for none.</summary>
    public (int Status, string Message)? Refusal { get; set; }

    /// <summary>Makes what every page is full of, in the place of what is listed; null for none.</summary>
    public Func<JsonObject>? Endless { get; set; }

    /// <summary>Null for a call that is about something else.</summary>
    public (int Status, JsonNode? Answer)? Answer(string call, IQueryCollection query)
    {
        if (!call.EndsWith("/chats/all/messages", StringComparison.Ordinal)) return null;
        if (Refusal is { } refused) return FakeWaha.Refuse(refused.Status, refused.Message);
        Assert.Equal("asc", query["sortOrder"]);
        if (Endless is { } make) return (200, new JsonArray([.. Enumerable.Range(0, (int)Number("limit")).Select(_ => make())]));
        var page = Messages.Where(one => TimeOf(one) >= Number("filter.timestamp.gte") && TimeOf(one) <= Number("filter.timestamp.lte"))
            .OrderBy(TimeOf).Skip((int)Number("offset")).Take((int)Number("limit"));
        return (200, new JsonArray([.. page.Select(one => one.DeepClone())]));

        long Number(string name) => long.Parse(query[name].Single()!, CultureInfo.InvariantCulture);
    }

    private static long TimeOf(JsonObject message) => message["timestamp"]!.GetValue<long>();
}
