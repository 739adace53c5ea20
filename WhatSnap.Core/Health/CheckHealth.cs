using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Health;

/// <summary>Has the health of every location with accounts looked at, every few minutes, and of every one with an incident that goes on.</summary>
public sealed partial class StartHealthChecks(AccountTable accounts, AlertTable alerts, IWorkQueue queue, ILogger<StartHealthChecks> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var locations = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var key in accounts.ListKeysAsync(cancellationToken)) locations.Add(key.LocationId);
        await foreach (var location in alerts.ListOpenLocationsAsync(cancellationToken)) locations.Add(location);
        foreach (var location in locations) await queue.SendAsync(QueueNames.CheckHealth, location, TimeSpan.Zero, cancellationToken);
        LogStarted(locations.Count);
    }

    [LoggerMessage(LogLevel.Information, "The health of {Locations} locations will be looked at")]
    private partial void LogStarted(int locations);
}

/// <summary>
/// Looks at the health of one location and keeps its alerts: an incident is told once when its signs have lasted, once more when
/// a worse sign follows, and when it has been over for a while. What comes and goes at once is never told, and nothing is said to
/// be well again that is not there any more. Dead letters of the location are looked at besides.
/// </summary>
public sealed partial class CheckHealth(
    ReadHealth health, NoteDeviceHealth devices, AlertTable alerts, ResolveLetters letters, IWorkQueue queue, TimeProvider time,
    ILogger<CheckHealth> logger)
{
    /// <summary>A sign is told when two looks in a row see it, and its end as well.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromMinutes(4);

    public async Task RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await devices.RunAsync(locationId, cancellationToken);
        var open = (await alerts.ListOpenAsync(locationId, cancellationToken)).ToDictionary(alert => (alert.AccountId, alert.Incident));
        var found = await health.RunAsync(locationId, cancellationToken);
        var signs = found.Signs
            .GroupBy(one => (one.AccountId, one.Sign.Incident)).ToDictionary(group => group.Key, group => group.MaxBy(one => one.Sign.Points).Sign);
        foreach (var (key, sign) in signs)
        {
            await SeeAsync(
                open.GetValueOrDefault(key) ?? new Alert(locationId, key.AccountId, key.Incident, sign.Code, now), sign, now, cancellationToken);
        }

        foreach (var (_, alert) in open.Where(one => !signs.ContainsKey(one.Key)))
        {
            if (found.Has(alert.AccountId)) await MissAsync(alert, now, cancellationToken);
            else await DropAsync(alert, now, cancellationToken);
        }

        await letters.LookAsync(locationId, cancellationToken);
    }

    private async Task SeeAsync(Alert before, HealthSign sign, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isWorse = sign.Points > before.Sign.Points;
        var alert = before with { GoneAt = null, Code = isWorse ? sign.Code : before.Code };
        if (alert.RaisedAt is null && now - alert.SeenAt >= Lasting)
        {
            alert = alert with { RaisedAt = now };
            await TellAsync(alert, AlertNotice.Raised, now, cancellationToken);
        }
        else if (alert.RaisedAt is not null && isWorse)
        {
            await TellAsync(alert, AlertNotice.Worse, now, cancellationToken);
        }

        if (alert != before || alert.ETag == default) await alerts.TryPutAsync(alert, cancellationToken);
    }

    /// <summary>An incident without a sign ends when there is none at the next look either.</summary>
    private async Task MissAsync(Alert alert, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (alert.RaisedAt is null) await alerts.ForgetAsync(alert, cancellationToken);
        else if (alert.GoneAt is not { } gone) await alerts.TryPutAsync(alert with { GoneAt = now }, cancellationToken);
        else if (now - gone >= Lasting)
        {
            var over = alert with { ClearedAt = now };
            if (alert.Incident != Incidents.Gap) await TellAsync(over, AlertNotice.Cleared, now, cancellationToken);
            await alerts.TryCloseAsync(over, cancellationToken);
        }
    }

    /// <summary>Its account was removed, or WhatSnap uninstalled: it is over, but nothing has become well.</summary>
    private Task DropAsync(Alert alert, DateTimeOffset now, CancellationToken cancellationToken) => alert.RaisedAt is null
        ? alerts.ForgetAsync(alert, cancellationToken)
        : alerts.TryCloseAsync(alert with { ClearedAt = now }, cancellationToken);

    /// <summary>
    /// Before the row is written: a kill in between repeats it, under the same id, so that nobody is told twice.
    /// </summary>
    private async Task TellAsync(Alert alert, string kind, DateTimeOffset now, CancellationToken cancellationToken)
    {
        LogTold(alert.Incident, alert.AccountId, kind, alert.Code);
        var notice = new AlertNotice(1, alert.LocationId, alert.AccountId, alert.Id, kind, alert.Code, alert.SeenAt, now);
        await queue.SendAsync(QueueNames.TellAlerts, notice.ToJson(), TimeSpan.Zero, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Incident {Incident} of account {AccountId}: {Kind} ({Code})")]
    private partial void LogTold(string incident, string accountId, string kind, string code);
}
