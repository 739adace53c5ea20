using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>A part of a long list.</summary>
/// <param name="Items">What is shown.</param>
/// <param name="Next">What <c>after</c> is for the next page; null for the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The ids that a page asks for at once.</summary>
internal static class AskedIds
{
    /// <summary>Those in <c>ids</c>, with commas between them, each once.</summary>
    public static IReadOnlyList<string> Of(HttpRequest request) =>
        [.. request.Query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
}

/// <summary>Pages of lists: where one begins, by <c>after</c>, and what leads to the next.</summary>
internal static class Paging
{
    internal const int PageSize = 50;
    private const int LongestKey = 60;

    /// <summary>The place after which a page begins; null for the first one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="open">Reads a place; null for what is none.</param>
    public static (string? After, IResult? Refusal) AfterOf(HttpRequest request, Func<string, string?> open)
    {
        if (request.Query["after"].ToString() is not { Length: > 0 } given) return (null, null);
        return open(given) is { } place ? (place, null) : (null, NoSuchPlace());
    }

    /// <summary>A place that is a key of hex digits and dashes, as it is.</summary>
    public static string? Key(string given) =>
        given.Length < LongestKey && given.All(letter => char.IsAsciiHexDigitLower(letter) || letter == '-') ? given : null;

    /// <summary>The beginning of what is left of a list.</summary>
    /// <param name="rest">What is left; no more than one beyond the page is read.</param>
    /// <param name="placeOf">The place of an item.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<Page<T>> TakeAsync<T>(IAsyncEnumerable<T> rest, Func<T, string> placeOf, CancellationToken cancellationToken)
    {
        var found = await rest.Take(PageSize + 1).ToListAsync(cancellationToken);
        return found.Count > PageSize ? new Page<T>(found[..PageSize], placeOf(found[PageSize - 1])) : new Page<T>(found, null);
    }

    internal static IResult NoSuchPlace() => Answers.Wrong("This is not the end of a page.", "Send the next of the page before, or leave after out.");
}
