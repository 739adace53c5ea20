using WhatSnap.Local.Azurite;

namespace WhatSnap.Tests.Fixture;

/// <summary>The repository's documents, for tests that hold their lists equal to the code.</summary>
internal static class Documents
{
    /// <summary>The cells of every row of every Markdown table, without the lines under the headings.</summary>
    public static IEnumerable<string[]> Rows(string path) => Read(path).Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.StartsWith('|') && !line.StartsWith("|-", StringComparison.Ordinal) && !line.StartsWith("| -", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    public static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot.Find(), path));
}
