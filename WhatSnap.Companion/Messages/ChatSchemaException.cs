namespace WhatSnap.Companion.Messages;

/// <summary>Messages' database lacks what must be there to read it.</summary>
/// <param name="missing">As <c>table.column</c>.</param>
public sealed class ChatSchemaException(IReadOnlyList<string> missing)
    : Exception($"Messages' database has no {string.Join(", ", missing)}.")
{
    public IReadOnlyList<string> Missing { get; } = missing;
}
