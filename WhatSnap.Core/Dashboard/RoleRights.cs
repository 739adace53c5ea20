namespace WhatSnap.Core.Dashboard;

/// <summary>What a GoHighLevel user of a type and a role may do here.</summary>
public sealed record RoleRight(string Type, string Role, Rights Rights);

/// <summary>Every type and role that is known; <c>docs/sessions.md</c> lists them and a test compares the two.</summary>
public static class RoleRights
{
    /// <summary>The type of users who belong to the agency and may open the page without a location.</summary>
    public const string Agency = "agency";

    public static readonly IReadOnlyList<RoleRight> All =
    [
        new(Agency, "admin", Rights.All),
        new(Agency, "user", Rights.View),
        new("location", "admin", Rights.All),
        new("location", "user", Rights.View),
    ];

    /// <summary>The rights of a type and role, none for one that is not in the table.</summary>
    public static Rights Of(string type, string role) =>
        All.FirstOrDefault(one => one.Type == type && one.Role == role)?.Rights ?? Rights.None;
}
