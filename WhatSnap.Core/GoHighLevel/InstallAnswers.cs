using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>What a person reads at the end of an install.</summary>
public sealed record InstallAnswer(int Status, string Sentence, string NextAction);

/// <summary>Every end of an install; <c>docs/install.md</c> lists them and a test compares the two.</summary>
public static class InstallAnswers
{
    public static readonly InstallAnswer Installed = new(
        StatusCodes.Status200OK, "WhatSnap is installed in this location.", "Go back to GoHighLevel and open WhatSnap there.");

    public static readonly InstallAnswer InstalledForAgency = new(
        StatusCodes.Status200OK, "WhatSnap is installed for this agency; its locations are made ready now.",
        "Go back to GoHighLevel and open WhatSnap in one of the locations in a minute.");

    public static readonly InstallAnswer NotConfigured = new(
        StatusCodes.Status503ServiceUnavailable, "WhatSnap can't be installed yet: its settings GoHighLevel__ClientId and GoHighLevel__ClientSecret are missing.",
        "Ask whoever runs WhatSnap to set them.");

    public static readonly InstallAnswer NotFinished = new(
        StatusCodes.Status400BadRequest, "GoHighLevel did not finish the installation.", "Install WhatSnap again.");

    public static readonly InstallAnswer LinkEnded = new(
        StatusCodes.Status400BadRequest, "This installation was started too long ago, or not here.", "Start it again.");

    /// <summary>Also for a page that was loaded again: then the first time may have ended well.</summary>
    public static readonly InstallAnswer CodeRefused = new(
        StatusCodes.Status400BadRequest, "GoHighLevel did not accept this installation, or it was finished before.",
        "Open WhatSnap in GoHighLevel; if it is not there, install it again.");

    /// <summary>GoHighLevel's words for this are an access to neither a location nor an agency.</summary>
    public static readonly InstallAnswer Nowhere = new(
        StatusCodes.Status502BadGateway, "GoHighLevel did not say where WhatSnap was installed.", "Install WhatSnap again.");

    public static readonly InstallAnswer Unreachable = new(
        StatusCodes.Status502BadGateway, "GoHighLevel did not answer.", "Install WhatSnap again in a minute.");

    public static readonly InstallAnswer NotKept = new(
        StatusCodes.Status503ServiceUnavailable, "Our storage could not be reached just now.", "Install WhatSnap again in a minute.");

    public static readonly InstallAnswer TooMany = new(
        StatusCodes.Status429TooManyRequests, "Too many installations came from this address.", "Try again in a minute.");

    public static readonly IReadOnlyList<InstallAnswer> All =
        [Installed, InstalledForAgency, NotConfigured, NotFinished, LinkEnded, CodeRefused, Nowhere, Unreachable, NotKept, TooMany];

    /// <summary>The answer as a page of its own. The address that it has may hold a code, so it goes on to nobody.</summary>
    internal static IResult Show(HttpRequest request, InstallAnswer answer)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        return Results.Text(
            $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>WhatSnap</title>
            <style>
            :root { color-scheme: light dark; }
            body { margin: 20vh auto 0; max-width: 32rem; padding: 0 1rem; font: 1.1rem/1.5 system-ui, sans-serif; }
            </style>
            </head>
            <body>
            <main>
            <h1>WhatSnap</h1>
            <p>{{HtmlEncoder.Default.Encode(answer.Sentence)}}</p>
            <p>{{HtmlEncoder.Default.Encode(answer.NextAction)}}</p>
            </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8", statusCode: answer.Status);
    }
}
