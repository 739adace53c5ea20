using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>The claims of workers in memory: who writes over what he has not read is refused, as by the table.</summary>
internal sealed class RememberedClaims : ICallClaims
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GrantKey, (CallClaims Claims, int Version)> _rows = [];

    public Task<(CallClaims? Claims, string Version)?> ReadAsync(GrantKey owner, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<(CallClaims?, string)?>(_rows.TryGetValue(owner, out var row) ? (row.Claims, $"{row.Version}") : null);
        }
    }

    public Task<bool> TryWriteAsync(GrantKey owner, CallClaims claims, string? version, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = _rows.TryGetValue(owner, out var row) ? row.Version : 0;
            if (version != (now == 0 ? null : $"{now}")) return Task.FromResult(false);
            if (claims.Claims.Count == 0) _rows.Remove(owner);
            else _rows[owner] = (claims, now + 1);
            return Task.FromResult(true);
        }
    }
}
