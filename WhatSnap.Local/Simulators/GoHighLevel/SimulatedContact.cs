using System.Text.Json;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>One contact as the simulator keeps it; a change makes a new copy.</summary>
public sealed record SimulatedContact
{
    public required string Id { get; init; }

    public required string LocationId { get; init; }

    /// <summary>With a leading + and digits only.</summary>
    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Custom field id to value.</summary>
    public IReadOnlyDictionary<string, JsonElement> CustomFields { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Every other member that was sent, by its name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Other { get; init; } = new Dictionary<string, JsonElement>();

    public DateTimeOffset DateAdded { get; init; }

    public DateTimeOffset DateUpdated { get; init; }

    public string Name => string.Join(' ', new[] { FirstName, LastName }.Where(part => !string.IsNullOrEmpty(part)));
}
