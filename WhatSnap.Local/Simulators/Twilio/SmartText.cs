namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>SmartEncoded: typographic characters become plain ones that fit into GSM-7.</summary>
internal static class SmartText
{
    private static readonly Dictionary<char, string> Plain = new()
    {
        ['\u2018'] = "'",
        ['\u2019'] = "'",
        ['\u201C'] = "\"",
        ['\u201D'] = "\"",
        ['\u2013'] = "-",
        ['\u2014'] = "-",
        ['\u2026'] = "...",
        ['\u00A0'] = " ",
    };

    public static string Encode(string text) =>
        string.Concat(text.Select(character => Plain.GetValueOrDefault(character) ?? character.ToString()));
}
