namespace WhatSnap.Bench.Faults;

/// <summary>What a dependency answers that fails.</summary>
/// <param name="Status">HTTP's status.</param>
/// <param name="ContentType">The type of the body.</param>
/// <param name="Body">The body; may be empty.</param>
internal sealed record SpoiledAnswer(int Status, string ContentType, string Body)
{
    private const string JsonType = "application/json; charset=utf-8";
    private const string HtmlType = "text/html; charset=utf-8";

    /// <summary>The storage's own code of the error, in its header; null for an answer that is not the storage's.</summary>
    public string? StorageCode { get; init; }

    public static SpoiledAnswer Json(int status, string body) => new(status, JsonType, body);

    /// <summary>What something between us and the dependency says: no answer of the dependency itself.</summary>
    public static SpoiledAnswer Page(int status) =>
        new(status, HtmlType, "<html><head><title>Welcome</title></head><body><h1>Please sign in</h1></body></html>");

    /// <summary>An error of the storage in the form of its blobs and queues, or of its tables.</summary>
    public static SpoiledAnswer Storage(int status, string code, bool isTable) => isTable
        ? new(status, "application/json;odata=minimalmetadata", $$"""{"odata.error":{"code":"{{code}}","message":{"lang":"en-US","value":"{{code}}"} } }""") { StorageCode = code }
        : new(status, "application/xml", $"""<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{code}</Message></Error>""") { StorageCode = code };
}
