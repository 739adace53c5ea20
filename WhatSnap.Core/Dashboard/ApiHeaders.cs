using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Dashboard;

/// <summary>The headers of every answer of the API: nothing of it is kept by a cache or guessed to be of another type.</summary>
internal static class ApiHeaders
{
    public static void Write(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
