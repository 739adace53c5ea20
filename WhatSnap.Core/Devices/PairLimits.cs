using System.Net;
using System.Net.Sockets;

namespace WhatSnap.Core.Devices;

/// <summary>
/// How often codes may be tried on one host: five wrong ones a minute from an address. Once a hundred a minute are wrong over all addresses, each
/// address has one try a minute, so that guessing from many is slow, and nobody waits longer than a minute.
/// </summary>
public sealed class PairLimits(TimeProvider time)
{
    internal const int WrongPerAddress = 5;
    internal const int WrongInAll = 100;
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private const int MostAddresses = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tries> _perAddress = [];
    private Tries _all = new(default, 0);
    private DateTimeOffset _carefulUntil;

    /// <summary>Counts a try, before it is known whether the code is right.</summary>
    /// <returns>How long the address has to wait; null when it may try now.</returns>
    public TimeSpan? TryBegin(IPAddress? address)
    {
        var (key, now) = (KeyOf(address), time.GetUtcNow());
        lock (_lock)
        {
            var tries = Now(_perAddress.GetValueOrDefault(key), now);
            if (tries.Count >= (now < _carefulUntil ? 1 : WrongPerAddress)) return tries.Since + Window - now;
            MakeRoom(now);
            _perAddress[key] = tries with { Count = tries.Count + 1 };
            _all = Now(_all, now);
            _all = _all with { Count = _all.Count + 1 };
            if (_all.Count >= WrongInAll) _carefulUntil = now + Window;
            return null;
        }
    }

    /// <summary>A try whose code was right is no wrong one.</summary>
    public void Forgive(IPAddress? address)
    {
        lock (_lock)
        {
            _perAddress.Remove(KeyOf(address));
            _all = _all with { Count = Math.Max(0, _all.Count - 1) };
        }
    }

    private static Tries Now(Tries? known, DateTimeOffset now) => known is { } tries && now - tries.Since < Window ? tries : new Tries(now, 0);

    private void MakeRoom(DateTimeOffset now)
    {
        if (_perAddress.Count < MostAddresses) return;
        foreach (var old in _perAddress.Where(one => now - one.Value.Since >= Window).Select(one => one.Key).ToList()) _perAddress.Remove(old);
        if (_perAddress.Count >= MostAddresses) _perAddress.Clear();
    }

    /// <summary>Whoever has an IPv6 address has its whole /64.</summary>
    private static string KeyOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }

    private sealed record Tries(DateTimeOffset Since, int Count);
}
