using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Health;

/// <summary>
/// Tells those whom a location chose of one alert: each address and the webhook once. Who could not be told is tried again for a
/// day, but not of an incident that is over by then; what went wrong is shown in the settings.
/// </summary>
public sealed partial class TellAlert(
    AlertTable alerts, AlertSettingsTable settings, SendAlertMail mail, CallAlertWebhook webhook, LocationTable locations, AccountTable accounts,
    IWorkQueue queue, ILogger<TellAlert> logger)
{
    public const string Email = "Email";
    public const string Webhook = "Webhook";

    private static readonly TimeSpan[] AgainAfter =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(15),
    ];

    private static readonly TimeSpan PoisonWait = TimeSpan.FromMinutes(5);

    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, AlertNotice.FromJson) is not { } notice) return;
        var chosen = await settings.ReadAsync(notice.LocationId, cancellationToken);
        if (chosen.Emails.Count == 0 && chosen.WebhookUrl is null) return;
        if (await IsLateAsync(notice, cancellationToken))
        {
            LogLate(notice.Id);
            return;
        }

        var words = await WordsAsync(notice, cancellationToken);
        var troubles = new Dictionary<string, string>();
        var isWithOthers = false;
        foreach (var address in chosen.Emails)
        {
            isWithOthers |= !await TryAsync(notice, Email, Keys.Hash(address), () => mail.RunAsync(notice.Id, address, words, cancellationToken), troubles, cancellationToken);
        }

        if (chosen.WebhookUrl is not null)
        {
            isWithOthers |= !await TryAsync(notice, Webhook, "", () => webhook.RunAsync(notice, words, chosen, cancellationToken), troubles, cancellationToken);
        }

        // Two looks at one moment tell the same. Should the other one die with it, it is told by this one.
        if (isWithOthers) await SendAsync(notice, AlertTable.TellWithin, cancellationToken);
        else await EndAsync(notice, chosen, troubles, cancellationToken);
    }

    /// <summary>Puts a notice back that failed five times.</summary>
    public async Task ReturnAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, AlertNotice.FromJson) is { } notice) await SendAsync(notice, PoisonWait, cancellationToken);
    }

    /// <summary>True when the end of the incident may have been told already: nobody is to learn after it that there is one.</summary>
    private async Task<bool> IsLateAsync(AlertNotice notice, CancellationToken cancellationToken) =>
        notice.Kind is AlertNotice.Raised or AlertNotice.Worse && !await alerts.IsOpenAsync(notice.LocationId, notice.AlertId, cancellationToken);

    /// <returns>False when somebody else has the channel.</returns>
    private async Task<bool> TryAsync(
        AlertNotice notice, string kind, string whom, Func<Task<string?>> send, Dictionary<string, string> troubles, CancellationToken cancellationToken)
    {
        var channel = kind + whom;
        var claim = await alerts.ClaimAsync(notice.LocationId, notice.Id, channel, cancellationToken);
        if (claim != TellClaim.Mine) return claim == TellClaim.Told;
        if (await send() is { } trouble) troubles[kind] = trouble;
        else await alerts.NoteToldAsync(notice.LocationId, notice.Id, channel, cancellationToken);
        return true;
    }

    private async Task EndAsync(
        AlertNotice notice, AlertSettings chosen, Dictionary<string, string> troubles, CancellationToken cancellationToken)
    {
        foreach (var kind in (string[])[Email, Webhook])
        {
            var (before, now) = (chosen.Troubles.GetValueOrDefault(kind, ""), troubles.GetValueOrDefault(kind, ""));
            if (before != now) await settings.NoteTroubleAsync(notice.LocationId, kind, now, cancellationToken);
        }

        if (troubles.Count == 0) LogTold(notice.Id);
        else if (notice.Tries >= AgainAfter.Length || notice.Kind == AlertNotice.Test) LogGivenUp(notice.Id);
        else await SendAsync(notice with { Tries = notice.Tries + 1 }, AgainAfter[notice.Tries], cancellationToken);
    }

    private async Task<AlertWords> WordsAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        var location = await locations.FindAsync(notice.LocationId, cancellationToken);
        var account = notice.AccountId.Length > 0 ? await accounts.FindAsync(notice.LocationId, notice.AccountId, cancellationToken) : null;
        return AlertWords.Of(notice, location?.Name ?? notice.LocationId, notice.AccountId.Length > 0 ? account?.Name ?? notice.AccountId : null);
    }

    private Task<WorkReceipt> SendAsync(AlertNotice notice, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendAsync(QueueNames.TellAlerts, notice.ToJson(), delay, cancellationToken);

    [LoggerMessage(LogLevel.Information, "Alert {Notice} was told")]
    private partial void LogTold(string notice);

    [LoggerMessage(LogLevel.Information, "Alert {Notice} was over before it could be told")]
    private partial void LogLate(string notice);

    [LoggerMessage(LogLevel.Error, "Alert {Notice} could not be told to all; it stays in the dashboard")]
    private partial void LogGivenUp(string notice);
}
