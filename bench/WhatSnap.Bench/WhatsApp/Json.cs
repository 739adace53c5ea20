using System.Net.Http.Json;
using System.Text.Json;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>Bodies of answers as JSON.</summary>
internal static class Json
{
    public static Task<JsonElement> OfAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
}
