using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>GET /api/onboarding</c>: checks whether the location is set up so that WhatSnap works in it.</summary>
public sealed class OnboardingEndpoint(ApiGuard guard, CheckOnboarding onboarding)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var outcomes = await onboarding.RunAsync(session.LocationId, cancellationToken);
            return Results.Json(
                new OnboardingView([.. outcomes.Select(one => CheckView.Of(one.Check, one.Outcome))]), OnboardingJson.Default.OnboardingView);
        });
}

/// <summary>The checks of a location, in the order in which people see them.</summary>
public sealed record OnboardingView(IReadOnlyList<CheckView> Checks);

/// <summary>One check with what it found.</summary>
/// <param name="Check">Code of the check.</param>
/// <param name="Title">What was checked.</param>
/// <param name="Result"><c>passed</c>, <c>warning</c>, <c>failed</c>, or <c>unchecked</c> for what can't be checked.</param>
/// <param name="Code">Code of the finding.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="NextAction">What to do about it.</param>
/// <param name="Details">Names that belong to it: of scopes, tags, a provider; or a time.</param>
public sealed record CheckView(
    string Check, string Title, string Result, string Code, string Sentence, string NextAction, IReadOnlyList<string> Details)
{
    internal static CheckView Of(OnboardingCheck check, CheckOutcome outcome) => new(
        check.Code, check.Title, JsonNamingPolicy.CamelCase.ConvertName($"{outcome.Finding.Result}"), outcome.Finding.Code,
        outcome.Finding.Sentence, outcome.Finding.NextAction, outcome.Details);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OnboardingView))]
internal sealed partial class OnboardingJson : JsonSerializerContext;
