using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.Dashboard;

/// <summary>Answers with a new session token.</summary>
public sealed partial class SessionAnswers(SessionTokens tokens, ILogger<SessionAnswers> logger)
{
    /// <param name="request">The request that is answered.</param>
    /// <param name="session">Who may call the API with the token.</param>
    /// <param name="userName">The user's name for the page; null when it is not known.</param>
    public IResult Open(HttpRequest request, ApiSession session, string? userName)
    {
        ApiHeaders.Write(request.HttpContext.Response);
        var issued = tokens.Issue(session);
        LogOpened(session.UserId, session.CompanyId, session.LocationId, session.Rights);
        return Results.Json(
            new SessionAnswer(
                issued.Token.Reveal(), issued.ExpiresAt, session.LocationId, session.CompanyId, RightsNames.Of(session.Rights),
                userName),
            DashboardJson.Default.SessionAnswer);
    }

    [LoggerMessage(LogLevel.Information, "Session for user {UserId} of company {CompanyId} at location {LocationId}: {Rights}")]
    private partial void LogOpened(string userId, string companyId, string? locationId, Rights rights);
}

internal sealed record SessionAnswer(
    string Token, DateTimeOffset ExpiresAt, string? LocationId, string CompanyId, IReadOnlyList<string> Rights, string? UserName)
{
    public override string ToString() => "session";
}

internal sealed record SessionBody(string? Payload)
{
    public override string ToString() => "payload";
}

internal sealed record LocationBody(string? LocationId);

internal sealed record LocationsAnswer(IReadOnlyList<LocationEntry> Locations);

internal sealed record LocationEntry(string Id, string Name);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(LocationBody))]
[JsonSerializable(typeof(LocationsAnswer))]
internal sealed partial class DashboardJson : JsonSerializerContext;
