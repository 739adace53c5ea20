using Microsoft.AspNetCore.Http;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>Refusals that the endpoints on routing share.</summary>
internal static class RoutingAnswers
{
    /// <summary>Letters of a tag that is tried out or repaired.</summary>
    private const int LongestTag = 200;

    public static bool IsTag(string? tag) =>
        tag is { Length: > 0 and <= LongestTag } && !string.IsNullOrWhiteSpace(tag) && !tag.Any(char.IsControl);

    public static IResult NoSuchContact() => Answers.Refuse(
        StatusCodes.Status404NotFound, "GoHighLevel shows this location no such contact.", "Use the id of one of its contacts; it may have been deleted or merged.");

    public static IResult NotNow(GoHighLevelException failed) => Answers.Refuse(
        StatusCodes.Status502BadGateway, "GoHighLevel did not take part.",
        failed.IsTransient ? "Try again in a minute; what was done already stays done." : "Check that WhatSnap is installed in this location, then try again.");
}
