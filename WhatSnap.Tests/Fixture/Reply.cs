using System.Net;
using System.Text.Json;

namespace WhatSnap.Tests.Fixture;

/// <summary>One answer of the API, read whole.</summary>
internal sealed record Reply(
    HttpStatusCode Status, string Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json { get; } = Body.StartsWith('{') ? JsonElement.Parse(Body) : default;

    public string Token => Text("token");

    public IReadOnlyList<string?> Rights => [.. Json.GetProperty("rights").EnumerateArray().Select(right => right.GetString())];

    /// <summary>The words of a refusal, after a look at its form.</summary>
    public string Sentence
    {
        get
        {
            Assert.Equal("application/problem+json", ContentType);
            Assert.Equal(("no-store", "nosniff"), (Headers["Cache-Control"], Headers["X-Content-Type-Options"]));
            Assert.NotEmpty(Text("detail"));
            return Text("title");
        }
    }

    public static async Task<Reply> ReadAsync(HttpResponseMessage answer) => new(
        answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType,
        answer.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value)));

    /// <summary>The text at a path of members.</summary>
    public string Text(params string[] path) =>
        path.Aggregate(Json, (element, name) => element.GetProperty(name)).GetString()!;
}
