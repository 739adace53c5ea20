using System.Text.Encodings.Web;
using System.Text.Json;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>How answers are written: letters stay letters, as the vendor sends them.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Plain { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
