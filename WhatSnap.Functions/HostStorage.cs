namespace WhatSnap.Functions;

/// <summary>The connection that the queue triggers use: the product's own storage settings, <c>Storage__…</c>.</summary>
internal static class HostStorage
{
    public const string Connection = "Storage";
}
