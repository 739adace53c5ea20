using System.Security.Cryptography;

namespace WhatSnap.Local.Demo;

/// <summary>The key ring of a laptop: one random key, made once and kept in the data folder.</summary>
internal static class LocalKey
{
    public static string ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, "secrets.key");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(path, $"local:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return File.ReadAllText(path);
    }
}
