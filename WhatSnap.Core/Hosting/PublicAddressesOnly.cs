using System.Net;
using System.Net.Sockets;

namespace WhatSnap.Core.Hosting;

/// <summary>Connects to public addresses only, whatever a name resolves to; loopback where the setting itself is loopback.</summary>
internal static class PublicAddressesOnly
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    public static SocketsHttpHandler MakeHandler(bool allowLoopback) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectTimeout = ConnectLimit,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
            var allowed = addresses.Where(address => IsPublic(address) || (allowLoopback && IPAddress.IsLoopback(address))).ToArray();
            if (allowed.Length == 0) throw new HttpRequestException(HttpRequestError.ConnectionError, "Not a public address.");

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    /// <summary>False for loopback, private, link-local (cloud metadata), shared, multicast and reserved addresses.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // Global unicast is 2000::/3; 2001::/32, 2002::/16 and 64:ff9b::/96 can carry private IPv4 addresses.
            return address.GetAddressBytes() is [>= 0x20 and <= 0x3F, ..] bytes
                && bytes is not ([0x20, 0x01, 0, 0, ..] or [0x20, 0x02, ..]);
        }

        return address.GetAddressBytes() switch
        {
            [0 or 10 or 127 or >= 224, ..] => false,
            [100, >= 64 and <= 127, ..] => false,
            [169, 254, ..] => false,
            [172, >= 16 and <= 31, ..] => false,
            [192, 168, ..] or [192, 0, 0, _] => false,
            [198, 18 or 19, ..] => false,
            _ => true,
        };
    }
}
