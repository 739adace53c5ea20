using System.Security.Cryptography;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Makes Twilio's ids: two letters and 32 lower-case hexadecimal digits.</summary>
internal static class Sid
{
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetHexString(32, lowercase: true);
}
