namespace WhatSnap.Companion.Health;

/// <summary>What one check saw.</summary>
/// <param name="Finding">What is wrong; null when all is well.</param>
/// <param name="Detail">What a report of it should name: error numbers and names of columns, never of people.</param>
internal sealed record CheckResult(Finding? Finding, string? Detail = null)
{
    public static readonly CheckResult Well = new(Finding: null);
}
