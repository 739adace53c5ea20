using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// How many calls a person may make to the API of one host: 100 at once, then 20 a second. Several of them make calls to providers, which
/// are the location's own.
/// </summary>
public sealed class ApiLimits : IDisposable
{
    internal const int Burst = 100;
    private readonly TokenBuckets _perUser = new(Burst, 20);

    /// <summary>True when the caller may call now.</summary>
    public bool Admits(ApiSession session) => _perUser.Admits($"{session.CompanyId}~{session.LocationId}~{session.UserId}");

    public void Dispose() => _perUser.Dispose();
}
