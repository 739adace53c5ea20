using System.Globalization;

namespace WhatSnap.Bench.Command;

/// <summary>What was typed can't be understood; the message says why.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The options behind a benchmark's name: <c>--name value</c>, or <c>--name</c> alone for a switch.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <param name="words">The words behind the benchmark's name.</param>
    /// <param name="switches">Names without a value.</param>
    /// <param name="options">Names with a value.</param>
    public static Arguments Parse(IReadOnlyList<string> words, string[] switches, string[] options)
    {
        var arguments = new Arguments();
        for (var index = 0; index < words.Count; index++)
        {
            var name = words[index];
            if (switches.Contains(name)) arguments._values[name] = [];
            else if (!options.Contains(name)) throw new UsageException($"{name} is not an option; there are {string.Join(", ", [.. switches, .. options])}.");
            else if (++index == words.Count) throw new UsageException($"{name} needs a value.");
            else arguments.Add(name, words[index]);
        }

        return arguments;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? [];

    public string? Text(string name) => All(name) is [.., var last] ? last : null;

    public int Whole(string name, int otherwise) => Text(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"{name} needs a whole number, not '{text}'.");

    public double Number(string name, double otherwise) => Text(name) is not { } text ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new UsageException($"{name} needs a number above 0, not '{text}'.");

    /// <summary>The given seed, or a new one.</summary>
    public int Seed() => Whole("--seed", Random.Shared.Next(1, 1_000_000));

    /// <summary>The first of the fixed ports; null when there is none.</summary>
    public int? Ports() => Has("--ports") ? Whole("--ports", 0) : null;

    public IReadOnlyList<Uri> Addresses(string name) =>
        [.. All(name).Select(text => Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? address
            : throw new UsageException($"{name} needs an address such as http://127.0.0.1:7071, not '{text}'."))];

    private void Add(string name, string value)
    {
        if (!_values.TryGetValue(name, out var values)) _values[name] = values = [];
        values.Add(value);
    }
}
