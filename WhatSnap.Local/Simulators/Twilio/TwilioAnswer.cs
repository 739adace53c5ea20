using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Status and JSON body of one API answer.</summary>
internal sealed record TwilioAnswer(int Status, JsonObject Body)
{
    /// <summary>Where the caller is sent instead; the body is then left out.</summary>
    public string? Location { get; private init; }

    /// <summary>What goes on behind the answer: the life of the message that was taken.</summary>
    public MessageLife? Life { get; init; }

    public static TwilioAnswer Created(JsonObject body) => new(StatusCodes.Status201Created, body);

    public static TwilioAnswer Ok(JsonObject body) => new(StatusCodes.Status200OK, body);

    public static TwilioAnswer Redirect(string location) =>
        new(StatusCodes.Status302Found, []) { Location = location };

    public static TwilioAnswer NotAuthenticated() => Error(StatusCodes.Status401Unauthorized, 20003, "Authenticate");

    public static TwilioAnswer Forbidden(int code, string message) =>
        Error(StatusCodes.Status403Forbidden, code, message);

    public static TwilioAnswer NotFound(string path) =>
        Error(StatusCodes.Status404NotFound, 20404, $"The requested resource {path} was not found");

    public static TwilioAnswer BadRequest(int code, string message) =>
        Error(StatusCodes.Status400BadRequest, code, message);

    public static TwilioAnswer TooManyRequests() =>
        Error(StatusCodes.Status429TooManyRequests, 20429, "Too Many Requests");

    public static TwilioAnswer ServerError() =>
        Error(StatusCodes.Status500InternalServerError, 20500, "Internal Server Error");

    private static TwilioAnswer Error(int status, int code, string message) => new(status, new JsonObject
    {
        ["code"] = code,
        ["message"] = message,
        ["more_info"] = $"https://www.twilio.com/docs/errors/{code}",
        ["status"] = status,
    });
}
