using System.Net;

namespace WhatSnap.Companion.Pairing;

/// <summary>Where WhatSnap is reached: HTTPS, or HTTP on this computer alone; nothing else is ever spoken to.</summary>
public sealed record ServerAddress
{
    private readonly Uri _root;

    private ServerAddress(Uri root) => _root = root;

    /// <summary>Takes an address with or without a path; false for any that is not safe to send a token to.</summary>
    public static bool TryParse(string text, out ServerAddress? address)
    {
        var isWhole = Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var root);
        address = isWhole && IsSafe(root!) && root!.UserInfo.Length == 0 && root.Query.Length == 0 && root.Fragment.Length == 0
            ? new ServerAddress(root)
            : null;
        return address is not null;
    }

    /// <summary>True for HTTPS, and for HTTP that does not leave this computer.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp && IsThisComputer(address));

    /// <summary>An address below this one, or one that stands for itself.</summary>
    public Uri At(string path) => new(_root, path);

    public override string ToString() => _root.AbsoluteUri.TrimEnd('/');

    private static bool IsThisComputer(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
