using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Makes a location ready in which WhatSnap was installed, or all of an agency. The event and the callback with the code
/// come in either order: whoever comes first waits for what the other brings.
/// </summary>
public sealed partial class HandleInstall(
    InstallLocation install, GrantTable grants, GoHighLevelCompanies companies, WhiteLabelDomains domains, IWorkQueue queue,
    IOptions<GoHighLevelOptions> options, TimeProvider time, ILogger<HandleInstall> logger) : IHandleEvent
{
    public const string EventKind = "INSTALL";
    private const string Domain = "domain";

    /// <summary>How long an event waits for the callback of its install.</summary>
    private static readonly TimeSpan CallbackWithin = TimeSpan.FromDays(1);

    public string Kind => EventKind;

    /// <summary>The work of an install; without a location, of all in which the agency has it.</summary>
    public static EventWork WorkFor(string? locationId, string? companyId, DateTimeOffset at, DateTimeOffset now) =>
        new(1, EventKind, at, now) { LocationId = locationId, CompanyId = companyId };

    public EventWork? Read(CrmEvent received, DateTimeOffset now) =>
        received.AppId is { } app && app == options.Value.AppId && (received.LocationId ?? received.CompanyId) is not null
            ? WorkFor(received.LocationId, received.CompanyId, received.At ?? now, now) with { Data = DomainOf(received) }
            : null;

    public async Task<EventOutcome> RunAsync(EventWork work, CancellationToken cancellationToken)
    {
        if (work is { CompanyId: { } agency, Data: { } data } && data.TryGetValue(Domain, out var domain)) await domains.SaveAsync(agency, domain, cancellationToken);
        var isReady = work.LocationId is { } location
            ? await install.RunAsync(location, work.CompanyId, work.At, cancellationToken)
            : await SpreadAsync(work, cancellationToken);
        if (isReady) return new EventOutcome.Done();
        if (time.GetUtcNow() - work.AcceptedAt < CallbackWithin) return new EventOutcome.Later(HandleEvents.Backoff(work.Tries));

        LogNoCallback(work.LocationId, work.CompanyId);
        return new EventOutcome.Done();
    }

    /// <summary>The domain at which the agency shows GoHighLevel under its own name; null where it has none.</summary>
    private static Dictionary<string, string>? DomainOf(CrmEvent received) =>
        received.Body.TryGetProperty("whitelabelDetails", out var details) && details.ValueKind == JsonValueKind.Object
            && details.TryGetProperty("domain", out var name) && name.ValueKind == JsonValueKind.String
            && WhiteLabelDomains.Read(name.GetString()) is { } domain
                ? new Dictionary<string, string> { [Domain] = domain }
                : null;

    /// <summary>Gives each of the agency's locations work of its own; false while the agency's tokens are not there yet.</summary>
    private async Task<bool> SpreadAsync(EventWork work, CancellationToken cancellationToken)
    {
        var company = work.CompanyId!;
        var grant = await grants.ReadAsync(GrantKey.OfCompany(company), cancellationToken);
        if (grant?.UninstalledAt >= work.At) return true;
        if (grant?.AccessToken is null || options.Value.AppId is not { } app) return false;

        var installed = await companies.ListInstalledAsync(company, app, cancellationToken);
        await Parallel.ForEachAsync(
            installed, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (location, token) => await queue.SendAsync(
                QueueNames.GoHighLevelEvents, WorkFor(location, company, work.At, time.GetUtcNow()).ToJson(), TimeSpan.Zero, token));
        LogSpread(company, installed.Count);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Company {CompanyId} has WhatSnap in {Locations} locations")]
    private partial void LogSpread(string companyId, int locations);

    [LoggerMessage(LogLevel.Warning, "The installation in location {LocationId}, company {CompanyId} never brought its tokens")]
    private partial void LogNoCallback(string? locationId, string? companyId);
}
