using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Keeps uploaded files for anybody who knows their address.</summary>
internal sealed class FileShelf
{
    private readonly ConcurrentDictionary<string, SimulatedFile> _files = new(StringComparer.Ordinal);

    public string Add(SimulatedFile file)
    {
        var id = VendorId.New();
        _files[id] = file;
        return id;
    }

    public SimulatedFile? Get(string id) => _files.GetValueOrDefault(id);

    public void Clear() => _files.Clear();
}

/// <summary>One uploaded file.</summary>
internal sealed record SimulatedFile(string Name, string ContentType, byte[] Content);
