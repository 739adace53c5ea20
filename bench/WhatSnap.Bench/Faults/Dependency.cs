namespace WhatSnap.Bench.Faults;

/// <summary>Something that the hosts depend on, and how it behaves when it fails.</summary>
/// <param name="Name">What the figures call it.</param>
/// <param name="Delay">The least and the most that each call takes while it is slow.</param>
/// <param name="Failures">Its answers while it fails, in turn.</param>
/// <param name="Lies">Its answers while it lies, in turn: successes with nonsense. Devices do not answer but call: what they say instead.</param>
/// <param name="Refusal">Its answer while it refuses.</param>
internal sealed record Dependency(
    string Name, (TimeSpan Least, TimeSpan Most) Delay, IReadOnlyList<SpoiledAnswer> Failures, IReadOnlyList<SpoiledAnswer> Lies,
    SpoiledAnswer Refusal)
{
    /// <summary>The least time after which an incident is told: two looks in a row, five minutes apart.</summary>
    private static readonly TimeSpan TwoLooks = TimeSpan.FromMinutes(10);

    /// <summary>Nonsense that all of them may tell.</summary>
    private static readonly SpoiledAnswer[] CommonLies =
    [
        SpoiledAnswer.Json(200, "{}"),
        SpoiledAnswer.Page(200),
        SpoiledAnswer.Json(200, """{"contact":{"id":"Zx81","messages":[{"id":"""),
        SpoiledAnswer.Json(200, ""),
    ];

    /// <summary>Callers give up after five seconds.</summary>
    private static readonly (TimeSpan, TimeSpan) OfVendor = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6.5));

    private static readonly (TimeSpan, TimeSpan) OfStorage = (TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1.5));

    public static Dependency Gateway { get; } = new(
        "gateway", OfVendor,
        [SpoiledAnswer.Json(500, """{"statusCode":500,"message":"Internal server error"}"""), SpoiledAnswer.Page(502)],
        CommonLies, SpoiledAnswer.Json(403, """{"statusCode":403,"message":"Forbidden"}"""))
    {
        ToldAfter = TwoLooks,
    };

    public static Dependency GoHighLevel { get; } = new(
        "gohighlevel", OfVendor,
        [SpoiledAnswer.Json(500, """{"statusCode":500,"message":"Internal server error"}"""), SpoiledAnswer.Page(502)],
        CommonLies, SpoiledAnswer.Json(403, """{"statusCode":403,"message":"Forbidden resource","error":"Forbidden"}"""))
    {
        ToldAfter = TwoLooks,
    };

    public static Dependency Twilio { get; } = new(
        "twilio", OfVendor,
        [SpoiledAnswer.Json(500, """{"code":20500,"message":"Internal Server Error","status":500}"""), SpoiledAnswer.Json(503, """{"code":20503,"message":"Service Unavailable","status":503}""")],
        CommonLies, SpoiledAnswer.Json(403, """{"code":20403,"message":"The account is suspended","status":403}"""))
    {
        ToldAfter = TwoLooks,
    };

    public static Dependency Tables { get; } = Storage("tables", isTable: true);

    public static Dependency Queues { get; } = Storage("queues", isTable: false);

    public static Dependency Blobs { get; } = Storage("blobs", isTable: false);

    /// <summary>Phones: they call, and are not called. What fails is their network; the mobile network refuses. One that is gone for half an hour is noticed.</summary>
    public static Dependency Devices { get; } = new(
        "devices", OfVendor,
        [SpoiledAnswer.Page(502), SpoiledAnswer.Page(503)],
        [
            .. CommonLies,
            SpoiledAnswer.Json(200, "[]"),
            SpoiledAnswer.Json(200, """{"event":"sms:received","payload":{}}"""),
            SpoiledAnswer.Json(200, """{"id":"Zx81","event":"sms:received","payload":{"sender":7,"message":[],"receivedAt":"yesterday"}}"""),
            SpoiledAnswer.Json(200, """[{"id":"Zx81","state":"Flown","recipients":[],"states":{}}]"""),
        ],
        SpoiledAnswer.Page(403))
    {
        ToldAfter = TimeSpan.FromMinutes(30) + TwoLooks,
    };

    /// <summary>In the order in which they fail.</summary>
    public static IReadOnlyList<Dependency> All { get; } = [Gateway, GoHighLevel, Twilio, Tables, Queues, Blobs, Devices];

    /// <summary>
    /// How long it must be gone for an alert to come of it, and its end; null for the storage: while it is away nothing can be told, and
    /// providers keep what they have.
    /// </summary>
    public TimeSpan? ToldAfter { get; private init; }

    private static Dependency Storage(string name, bool isTable) => new(
        name, OfStorage,
        [SpoiledAnswer.Storage(503, "ServerBusy", isTable), SpoiledAnswer.Storage(500, "InternalError", isTable)],
        [.. CommonLies, new SpoiledAnswer(204, "text/plain", "")],
        SpoiledAnswer.Storage(403, "AuthenticationFailed", isTable));
}
