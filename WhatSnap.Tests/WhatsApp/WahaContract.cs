using System.Text.Json;
using System.Text.RegularExpressions;
using WhatSnap.Tests.Simulators;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>The part of WAHA's API that backend and gateway agreed on (<c>contracts/waha/operations.json</c>, the gateway's list of calls).</summary>
internal static partial class WahaContract
{
    private static readonly JsonElement Document = JsonElement.Parse(File.ReadAllText(Repository.Contract("waha/operations.json")));

    /// <summary>Every call that the gateway offers, as <c>POST /api/sessions/{session}/start</c>.</summary>
    public static IReadOnlyList<string> Calls { get; } =
    [
        .. Call().Matches(File.ReadAllText(Path.Combine(Repository.Root, "gateway", "README.md"))).Select(match => match.Groups["call"].Value),
    ];

    /// <summary>The offered call that a request is; null when there is none.</summary>
    public static string? Find(string method, string path) => Calls.FirstOrDefault(call => Regex.IsMatch(
        $"{method} {path}", $"^{Regex.Replace(Regex.Escape(call).Replace(@"\{", "{", StringComparison.Ordinal), @"{\w+}", "[^/]+")}$"));

    /// <summary>What is wrong with the answer to a call; nothing where the contract does not speak of it.</summary>
    public static IEnumerable<string> Problems(string call, JsonElement answer) =>
        Document.GetProperty("answers").TryGetProperty(call, out var shape) ? Check(shape, answer, call) : [];

    /// <summary>What is wrong with an event.</summary>
    public static IEnumerable<string> EventProblems(string kind, JsonElement payload) =>
        Check(Document.GetProperty("events").GetProperty(kind), payload, kind);

    private static IEnumerable<string> Check(JsonElement shape, JsonElement value, string place)
    {
        if (shape.ValueKind == JsonValueKind.Array) return value.EnumerateArray().SelectMany(one => Check(shape[0], one, place + "[]"));
        if (shape.ValueKind == JsonValueKind.String)
        {
            var name = shape.GetString()!;
            if (name[0] == '@') return Check(Document.GetProperty("types").GetProperty(name[1..]), value, place);
            var kind = value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : value.ValueKind.ToString().ToLowerInvariant();
            return kind == name ? [] : [$"{place} is {kind}, not {name}"];
        }

        if (shape.TryGetProperty("enum", out var allowed))
        {
            return allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{place} is {value.GetRawText()}"];
        }

        return shape.EnumerateObject().SelectMany(member =>
        {
            var isOptional = member.Name.EndsWith('?');
            var name = member.Name.TrimEnd('?');
            return value.TryGetProperty(name, out var inner) ? Check(member.Value, inner, $"{place}.{name}")
                : isOptional ? [] : [$"{place}.{name} is missing"];
        });
    }

    [GeneratedRegex(@"^\| `(?<call>(GET|POST|PUT|DELETE) /\S+)` \|", RegexOptions.Multiline)]
    private static partial Regex Call();
}
