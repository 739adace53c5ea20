using System.Collections.Frozen;
using System.Security.Cryptography;

namespace WhatSnap.Core.Dashboard;

/// <summary>A built file of the dashboard, as it is and compressed.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Plain">Its bytes.</param>
/// <param name="Brotli">The same, compressed by Brotli; null where that saves nothing.</param>
/// <param name="Gzip">The same, compressed by gzip; null where that saves nothing.</param>
public sealed record DashboardFile(string ContentType, byte[] Plain, byte[]? Brotli, byte[]? Gzip)
{
    /// <summary>Names the content, for caches.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Plain))[..32]}\"";
}

/// <summary>The built files of the dashboard, which the build has put into this assembly.</summary>
public static class DashboardFiles
{
    /// <summary>The page that loads all others.</summary>
    public const string Page = "index.html";

    /// <summary>Folder of files whose names say their content.</summary>
    public const string Hashed = "assets/";
    private const string Prefix = "app/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly Lazy<FrozenDictionary<string, DashboardFile>> Built = new(Read);

    /// <summary>The files by their paths below the page.</summary>
    public static FrozenDictionary<string, DashboardFile> All => Built.Value;

    private static FrozenDictionary<string, DashboardFile> Read()
    {
        var names = typeof(DashboardFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet();
        return names.Where(name => Types.ContainsKey(Path.GetExtension(name))).ToFrozenDictionary(
            name => name[Prefix.Length..],
            name => new DashboardFile(
                Types[Path.GetExtension(name)], Bytes(name),
                names.Contains(name + ".br") ? Bytes(name + ".br") : null, names.Contains(name + ".gz") ? Bytes(name + ".gz") : null));
    }

    private static byte[] Bytes(string name)
    {
        using var stream = typeof(DashboardFiles).Assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
