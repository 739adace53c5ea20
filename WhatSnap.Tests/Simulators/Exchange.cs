using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace WhatSnap.Tests.Simulators;

/// <summary>One answer, read whole.</summary>
internal sealed record Exchange(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Body => JsonElement.Parse(Text);

    public string Message => Body.GetProperty("message").ToString();

    public static async Task<Exchange> OfAsync(
        HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync(request, cancellationToken);
        return new Exchange(
            answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken), answer.Headers);
    }

    public string Header(string name) => Headers.GetValues(name).Single();
}

/// <summary>Short words for reading JSON answers.</summary>
internal static class JsonReading
{
    /// <summary>The string member of that name of every object in a list.</summary>
    public static IReadOnlyList<string?> Texts(this JsonElement list, string name) =>
        [.. list.EnumerateArray().Select(item => item.GetProperty(name).GetString())];

    public static string? Text(this JsonElement item, string name) => item.GetProperty(name).GetString();
}
