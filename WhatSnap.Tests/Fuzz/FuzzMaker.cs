using System.Text;
using System.Text.Json.Nodes;

namespace WhatSnap.Tests.Fuzz;

/// <summary>Makes nonsense that is like what is expected: texts, JSON and forms with single parts exchanged. The same for the same seed.</summary>
internal sealed class FuzzMaker(int seed)
{
    private const int LongestText = 70_000;
    private const int LongestSegment = 200;

    private static readonly string[] Nasty =
    [
        "", " ", "\0", "\u202e\u0000", "null", "true", "-1", "0", "1e999", "9223372036854775808", "NaN", "[]", "{}", "'", "\"", "\\", "%", "%00", "%ff", "../..",
        "/", "//", "?", "#", "~", "~~", "a~b", "\r\n", "\r\nX-Injected: 1", "' or RowKey ne '", "\ud800", "\udfff\ud800", "😀", "ſ", "İ", "١٢٣", "+", "+1", "+15005550100",
        "+5511987654321", "whatsapp:+15005550100", "15005550177@c.us", "1@lid", "@", "0@g.us", "status@broadcast", "https://127.0.0.1:1/", "http://[::1]/", "http://169.254.169.254/",
        "file:///etc/passwd", "javascript:alert(1)", "data:,x", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "#switch", "#switch_unique ", "SM", "AC",
    ];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    public T One<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    /// <summary>A text of any kind; now and then a very long one.</summary>
    public string Text() => Next(8) switch
    {
        0 => new string(One(Nasty).FirstOrDefault('x'), Next(LongestText)),
        1 => string.Concat(Enumerable.Range(0, Next(20)).Select(_ => One(Nasty))),
        2 => string.Concat(Enumerable.Range(0, Next(60)).Select(_ => (char)Next(0x10000))),
        3 => new string([.. Enumerable.Range(0, Next(40)).Select(_ => (char)('0' + Next(10)))]),
        _ => One(Nasty),
    };

    /// <summary>A part of an address, escaped so that it is one part, mostly.</summary>
    public string Segment()
    {
        if (Chance(5)) return One(["%00", "%2F", "..%2F..", "%25", "%ff", "%7E", "a%0d%0ab"]);
        var text = Text();
        return text.Length == 0 ? "x" : Uri.EscapeDataString(Valid(text[..Math.Min(text.Length, LongestSegment)]));
    }

    /// <summary>The same JSON with some of its parts exchanged, taken out or doubled.</summary>
    public JsonNode? Mutate(JsonNode? node, int depth = 0)
    {
        if (Chance(depth == 0 ? 10 : 4)) return Value(0);
        return node switch
        {
            JsonObject whole => Members(whole, depth),
            JsonArray list => new JsonArray([.. list.Where(_ => !Chance(6)).Select(one => Mutate(one, depth + 1))]),
            null => null,
            _ => node.DeepClone(),
        };
    }

    /// <summary>The same JSON with a text that has half a letter, now and then.</summary>
    public string Halve(string json)
    {
        var at = json.IndexOf('"', Next(json.Length + 1));
        return at >= 0 && Chance(6) ? json.Insert(at + 1, One(["\\ud83d", "\\ude00", "\\ud83dx\\ud83d\\ude00"])) : json;
    }

    /// <summary>The same text with some bytes exchanged.</summary>
    public byte[] Spoil(byte[] bytes)
    {
        byte[] spoiled = [.. bytes];
        for (var change = Next(6); change > 0 && spoiled.Length > 0; change--) spoiled[Next(spoiled.Length)] = (byte)Next(256);
        return Chance(6) ? spoiled[..Next(spoiled.Length + 1)] : spoiled;
    }

    /// <summary>A form with some of its fields exchanged, taken out, doubled or added.</summary>
    public byte[] Form(IEnumerable<KeyValuePair<string, string>> fields, out List<KeyValuePair<string, string>> sent)
    {
        sent = [];
        foreach (var field in fields)
        {
            if (Chance(12)) continue;
            sent.Add(new(field.Key, Chance(4) ? Valid(Text()) : field.Value));
            if (Chance(20)) sent.Add(new(field.Key, Valid(Text())));
        }

        if (Chance(4)) sent.Add(new(Valid(One(Nasty)), Valid(One(Nasty))));
        return Encoding.UTF8.GetBytes(string.Join('&', sent.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}")));
    }

    private JsonObject Members(JsonObject whole, int depth)
    {
        var made = new JsonObject();
        foreach (var (name, value) in whole)
        {
            if (!Chance(12)) made[name] = Mutate(value, depth + 1);
        }

        if (Chance(5)) made[Valid(Text())] = Value(0);
        return made;
    }

    private JsonNode? Value(int depth) => Next(depth > 40 ? 6 : 9) switch
    {
        0 => null,
        1 => JsonValue.Create(Chance(2)),
        2 => JsonValue.Create(_random.NextInt64(long.MinValue, long.MaxValue)),
        3 => JsonValue.Create(_random.NextDouble() * Math.Pow(10, Next(600) - 300)),
        4 or 5 => JsonValue.Create(Valid(Text())),
        6 => new JsonArray([.. Enumerable.Range(0, Next(5)).Select(_ => Value(depth + 1))]),
        7 => new JsonObject { [Valid(One(Nasty))] = Value(depth + 1) },
        _ => new JsonArray(Value(depth + 1)),
    };

    /// <summary>Text that UTF-8 can carry: halves of pairs become what a reader makes of them.</summary>
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
