using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Status and JSON body of one answer; no body means an empty one.</summary>
internal sealed record GoHighLevelAnswer(int Status, JsonObject? Body)
{
    public static GoHighLevelAnswer Ok(JsonObject body) => new(StatusCodes.Status200OK, body);

    public static GoHighLevelAnswer Created(JsonObject body) => new(StatusCodes.Status201Created, body);

    /// <summary>The vendor's 201 that stored nothing.</summary>
    public static GoHighLevelAnswer CreatedNothing() => new(StatusCodes.Status201Created, Body: null);

    public static GoHighLevelAnswer Error(int status, JsonNode message, string? canonicalCode = null)
    {
        var body = new JsonObject { ["statusCode"] = status, ["message"] = message };
        if (Reason(status) is { } reason) body["error"] = reason;
        if (canonicalCode is not null) body["canonicalCode"] = canonicalCode;
        body["traceId"] = TraceId();
        return new GoHighLevelAnswer(status, body);
    }

    public static string TraceId() => Guid.NewGuid().ToString();

    private static string? Reason(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad Request",
        StatusCodes.Status401Unauthorized => "Unauthorized",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status404NotFound => "Not Found",
        StatusCodes.Status422UnprocessableEntity => "Unprocessable Entity",
        _ => null,
    };
}

/// <summary>Ends a call with an answer other than the wanted one.</summary>
internal sealed class GoHighLevelRefusal(GoHighLevelAnswer answer) : Exception($"Answered {answer.Status}.")
{
    public GoHighLevelAnswer Answer { get; } = answer;

    public static GoHighLevelRefusal BadRequest(string message, string? canonicalCode = null) =>
        new(GoHighLevelAnswer.Error(StatusCodes.Status400BadRequest, message, canonicalCode));

    public static GoHighLevelRefusal NotFound(string message) =>
        new(GoHighLevelAnswer.Error(StatusCodes.Status404NotFound, message));

    public static GoHighLevelRefusal Unauthorized(string message) =>
        new(GoHighLevelAnswer.Error(StatusCodes.Status401Unauthorized, message));

    public static GoHighLevelRefusal OtherLocation() =>
        new(GoHighLevelAnswer.Error(
            StatusCodes.Status403Forbidden, "The token does not have access to this location."));

    public static GoHighLevelRefusal Unprocessable(params IEnumerable<string> messages) =>
        new(GoHighLevelAnswer.Error(
            StatusCodes.Status422UnprocessableEntity,
            new JsonArray([.. messages.Select(message => (JsonNode)message)])));

    /// <summary>The upload endpoint has an error shape of its own.</summary>
    public static GoHighLevelRefusal Upload(int status, string message) =>
        new(new GoHighLevelAnswer(status, new JsonObject { ["status"] = status, ["message"] = message }));
}
