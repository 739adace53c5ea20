using System.Net;
using System.Net.Sockets;

namespace WhatSnap.Bench.World;

/// <summary>The ports of one run on 127.0.0.1.</summary>
/// <param name="Azurite">The first of three.</param>
/// <param name="GoHighLevel">The simulated GoHighLevel.</param>
/// <param name="Twilio">The simulated Twilio.</param>
/// <param name="Hosts">The hosts of the product.</param>
/// <param name="Front">The public address that webhook URLs name; only what goes out has a load balancer there.</param>
/// <param name="Forwarder">The first of three in front of Azurite, where requests are counted.</param>
/// <param name="Bare">The bare endpoint that a host is held against.</param>
internal sealed record WorldPorts(
    int Azurite, int GoHighLevel, int Twilio, IReadOnlyList<int> Hosts, int Front, int Forwarder, int Bare)
{
    private const int Count = 18;
    private const int DoorCount = 6;
    private const int FirstTried = 20_000;
    private const int LastTried = 32_000;

    /// <summary>Where hosts reach the gateways, in runs that have no forwarder.</summary>
    public int GatewayDoor => Forwarder;

    /// <summary>The WhatsApp gateways, in the same runs.</summary>
    public IReadOnlyList<int> Gateways => [Forwarder + 1, Forwarder + 2];

    /// <summary>Forwarders in front of what hosts depend on, in runs in which that fails.</summary>
    public IReadOnlyList<int> Doors => [.. Enumerable.Range(Bare + 1, DoorCount)];

    /// <summary>Fixed ports from <paramref name="first"/> on, so that hosts can be set up beforehand.</summary>
    public static WorldPorts From(int first) =>
        new(first, first + 3, first + 4, [first + 6, first + 7], first + 5, first + 8, first + 11);

    /// <summary>Ports in a row that are free now.</summary>
    public static WorldPorts Free()
    {
        // Not from the seed: two runs at once with one seed must not meet.
        for (var first = Random.Shared.Next(FirstTried, LastTried); ; first = Random.Shared.Next(FirstTried, LastTried))
        {
            if (Enumerable.Range(first, Count).All(IsFree)) return From(first);
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
