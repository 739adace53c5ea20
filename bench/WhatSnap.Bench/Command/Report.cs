using System.Text.Encodings.Web;
using System.Text.Json;

namespace WhatSnap.Bench.Command;

/// <summary>Progress for people on stderr, the figures for machines on stdout.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Progress(string line) => Console.Error.WriteLine(line);

    /// <summary>Prints the one object of the run.</summary>
    public static void Figures<T>(T figures) => Console.Out.WriteLine(JsonSerializer.Serialize(figures, Form));
}

/// <summary>Quantiles of measured values.</summary>
internal static class Quantile
{
    /// <summary>The value below which <paramref name="share"/> (0 to 1) of the values lie; 0 when there are none.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
