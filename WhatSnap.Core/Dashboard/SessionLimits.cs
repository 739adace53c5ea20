using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>How often one address may ask one host for a session: 60 at once, then one a second.</summary>
public sealed class SessionLimits : IDisposable
{
    internal const int Burst = 60;

    private readonly TokenBuckets _perAddress = new(Burst, 1);

    /// <summary>True when the caller may ask now.</summary>
    public bool Admits(HttpRequest request) => _perAddress.Admits(CallerAddress.Of(request)?.ToString() ?? "");

    public void Dispose() => _perAddress.Dispose();
}
