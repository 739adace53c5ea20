using Microsoft.Extensions.Logging;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Deletes a location's tokens and takes it off the list. Its accounts stay as they are and stop, since nobody may call
/// GoHighLevel for them; <see cref="LocationStates.Uninstalled"/> says so.
/// </summary>
public sealed partial class UninstallLocation(
    GrantTable grants, TokenStore tokens, LocationTable locations, LastHeard heard, BudgetTable budgets, MarkerRetention retention, IWorkQueue queue,
    TimeProvider time, ILogger<UninstallLocation> logger)
{
    /// <param name="locationId">The location.</param>
    /// <param name="at">When it was uninstalled; an install after that stays.</param>
    /// <param name="cancellationToken">Cancels the work, which may run again.</param>
    public async Task RunAsync(string locationId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = GrantKey.OfLocation(locationId);
        if (!await grants.UninstallAsync(key, at, cancellationToken))
        {
            LogLeft(locationId);
            return;
        }

        tokens.Forget(key);
        await retention.NoteAsync(
            MarkerRetention.LocationKind, EraseWork.RetentionKey(locationId, at), DateOnly.FromDateTime(at.UtcDateTime).AddDays(MarkerRetention.DaysAfterUninstall), cancellationToken);
        await locations.RemoveAsync(locationId, cancellationToken);
        await heard.ForgetAsync(locationId, cancellationToken);
        await budgets.RemoveAsync(key, cancellationToken);
        LogUninstalled(locationId);

        // Installed again while we took it off the list: then it goes on again.
        if (await grants.ReadAsync(key, cancellationToken) is { AccessToken: not null } again)
        {
            var work = HandleInstall.WorkFor(locationId, again.CompanyId, again.InstalledAt, time.GetUtcNow());
            await queue.SendAsync(QueueNames.GoHighLevelEvents, work.ToJson(), TimeSpan.Zero, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "WhatSnap was uninstalled from location {LocationId}")]
    private partial void LogUninstalled(string locationId);

    [LoggerMessage(LogLevel.Information, "An uninstall of location {LocationId} is older than its install, or there is none")]
    private partial void LogLeft(string locationId);
}
