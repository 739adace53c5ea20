namespace WhatSnap.Core.Dashboard;

/// <summary>The names of rights in tokens and answers.</summary>
internal static class RightsNames
{
    private static readonly (string Name, Rights Right)[] Names =
    [
        ("view", Rights.View),
        ("connect", Rights.Connect),
        ("disconnect", Rights.Disconnect),
        ("reroute", Rights.Reroute),
    ];

    public static IReadOnlyList<string> Of(Rights rights) =>
        [.. Names.Where(one => rights.HasFlag(one.Right)).Select(one => one.Name)];

    /// <summary>The rights with these names; none at all when one of them is unknown.</summary>
    public static Rights Parse(IEnumerable<string> names)
    {
        var rights = Rights.None;
        foreach (var name in names)
        {
            var right = Names.FirstOrDefault(one => one.Name == name).Right;
            if (right == Rights.None) return Rights.None;
            rights |= right;
        }

        return rights;
    }
}
