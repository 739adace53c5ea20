using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>Which version of SMSGate calls: <c>User-Agent: me.capcom.smsgateway/1.68.0</c>.</summary>
internal static partial class SmsGateApp
{
    /// <summary>The oldest one that is served: the first that loads pictures.</summary>
    public static readonly Version Oldest = new(1, 56);

    /// <summary>The first that takes a message back that waits in it; an older one would take it for a new message.</summary>
    private static readonly Version FirstToCancel = new(1, 67);

    /// <summary>The version; null where the caller does not say one.</summary>
    public static Version? VersionOf(HttpRequest request) =>
        Agent().Match(request.Headers.UserAgent.ToString()) is { Success: true } match
            && Version.TryParse(match.Groups["version"].Value, out var version) ? version : null;

    /// <summary>True for one that is known to be too old.</summary>
    public static bool IsOutdated(HttpRequest request) => VersionOf(request) < Oldest;

    /// <summary>True for one that is known to take messages back.</summary>
    public static bool CanCancel(HttpRequest request) => VersionOf(request) >= FirstToCancel;

    /// <summary>The version as it is shown.</summary>
    public static string? NameOf(HttpRequest request) => VersionOf(request) is { } version ? string.Create(CultureInfo.InvariantCulture, $"SMSGate {version}") : null;

    [GeneratedRegex(@"smsgateway/(?<version>\d{1,5}\.\d{1,5}(\.\d{1,5})?)", RegexOptions.CultureInvariant)]
    private static partial Regex Agent();
}
