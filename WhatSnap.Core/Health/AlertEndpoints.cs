using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Health;

/// <summary><c>GET /api/alerts</c>: what goes on, and the last hundred that are over.</summary>
public sealed class ListAlertsEndpoint(ApiGuard guard, AlertTable alerts)
{
    private const int Most = 100;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var open = (await alerts.ListOpenAsync(session.LocationId, cancellationToken)).Where(alert => alert.RaisedAt is not null);
            var done = await alerts.ListDoneAsync(session.LocationId, Most, cancellationToken);
            return Results.Json(
                new AlertsView([.. open.OrderByDescending(alert => alert.RaisedAt).Select(AlertView.Of)], [.. done.Select(AlertView.Of)]),
                HealthJson.Default.AlertsView);
        });
}

/// <summary><c>GET /api/alerts/settings</c>: who is told of alerts.</summary>
public sealed class ReadAlertSettingsEndpoint(ApiGuard guard, AlertSettingsTable settings, SendAlertMail mail)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
            AlertSettingsView.Show(await settings.ReadAsync(session.LocationId, cancellationToken), mail.IsSet, null));
}

/// <summary>
/// <c>PUT /api/alerts/settings</c>: replaces who is told. A new webhook address gets a new secret, which is shown this once.
/// </summary>
public sealed class ChangeAlertSettingsEndpoint(
    ChangeGuard guard, AlertSettingsTable settings, SendAlertMail mail, IOptions<PublicAddressOptions> host)
{
    private const int LargestBody = 8 * 1024;
    private const int LongestUrl = 500;
    private const string Emails = "emails";
    private const string Webhook = "webhookUrl";

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.AlertSettingsChanged, null, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, HealthJson.Default.AlertSettingsRequest, LargestBody, cancellationToken);
            if (body is null) return refusal!;
            var emails = (body.Emails ?? []).Select(one => one?.Trim() ?? "").Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (Problem(emails, body.WebhookUrl) is { } problem) return problem;

            var before = await settings.ReadAsync(session.LocationId, cancellationToken);
            var url = body.WebhookUrl is { } text ? new Uri(text) : null;
            var isNew = url is not null && (url != before.WebhookUrl || body.RenewsSecret);
            var after = new AlertSettings(emails, url, url is null ? null : isNew ? AlertSettings.NewSecret() : before.WebhookSecret);
            await settings.SaveAsync(session.LocationId, after, cancellationToken);
            return AlertSettingsView.Show(after, mail.IsSet, isNew ? after.WebhookSecret : null);
        }, cancellationToken);

    private IResult? Problem(List<string> emails, string? url)
    {
        if (emails.Count > AlertSettings.MostEmails) return Answers.WrongField(Emails, "These are too many addresses.", $"Name at most {AlertSettings.MostEmails}; a mailing list counts as one.");
        if (emails.Count > 0 && !mail.IsSet) return Answers.WrongField(Emails, "This WhatSnap sends no e-mails.", "Take a webhook, or ask the people who run WhatSnap to set Mail__Host.");
        if (emails.Any(one => !MailAddresses.IsAddress(one))) return Answers.WrongField(Emails, "One of these is not an e-mail address.", "Write each as name@example.com.");
        if (url is null) return null;
        var isFit = url.Length <= LongestUrl && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.UserInfo.Length == 0 && parsed.Fragment.Length == 0
            && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback && host.Value.PublicBaseUrl.IsLoopback));
        return isFit ? null : Answers.WrongField(Webhook, "This is not an address that alerts can be sent to.", "Give a public https address without a user name.");
    }

}

/// <summary><c>POST /api/alerts/test</c>: tells all who are chosen that this is a test.</summary>
public sealed class TestAlertsEndpoint(ApiGuard guard, AlertSettingsTable settings, IWorkQueue queue, TimeProvider time)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, async session =>
        {
            var chosen = await settings.ReadAsync(session.LocationId, cancellationToken);
            if (chosen.Emails.Count == 0 && chosen.WebhookUrl is null)
            {
                return Answers.Refuse(StatusCodes.Status409Conflict, "Nobody is chosen to be told of alerts.", "Set an e-mail address or a webhook first.");
            }

            var now = time.GetUtcNow();
            var id = string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:x}");
            var notice = new AlertNotice(1, session.LocationId, "", id, AlertNotice.Test, "", now, now);
            await queue.SendAsync(QueueNames.TellAlerts, notice.ToJson(), TimeSpan.Zero, cancellationToken);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
}

/// <summary>The alerts of a location.</summary>
/// <param name="Open">What goes on, the newest first.</param>
/// <param name="Over">What is over, the newest first.</param>
public sealed record AlertsView(IReadOnlyList<AlertView> Open, IReadOnlyList<AlertView> Over);

/// <summary>One alert.</summary>
/// <param name="Id">Its id.</param>
/// <param name="AccountId">The account; null for the location itself.</param>
/// <param name="Code">The worst sign so far.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="NextAction">What to do.</param>
/// <param name="Since">When its first sign was seen.</param>
/// <param name="RaisedAt">When it was told.</param>
/// <param name="ClearedAt">When it was over; null while it goes on.</param>
public sealed record AlertView(
    string Id, string? AccountId, string Code, string Sentence, string NextAction, DateTimeOffset Since, DateTimeOffset RaisedAt, DateTimeOffset? ClearedAt)
{
    internal static AlertView Of(Alert alert) => new(
        alert.Id, alert.AccountId.Length > 0 ? alert.AccountId : null, alert.Code, alert.Sign.Sentence, alert.Sign.NextAction, alert.SeenAt,
        alert.RaisedAt!.Value, alert.ClearedAt);
}

/// <summary>Body of <c>PUT /api/alerts/settings</c>: all of it, what is left out is nobody.</summary>
/// <param name="Emails">E-mail addresses, at most five.</param>
/// <param name="WebhookUrl">An https address.</param>
/// <param name="RenewsSecret">True for a new secret to the same address.</param>
internal sealed record AlertSettingsRequest(IReadOnlyList<string?>? Emails, string? WebhookUrl, bool RenewsSecret = false);

/// <summary>Who is told of alerts.</summary>
/// <param name="Emails">E-mail addresses.</param>
/// <param name="WebhookUrl">The webhook's address; null for none.</param>
/// <param name="WebhookSecret">What signs the webhook; only right after it was made.</param>
/// <param name="SendsEmails">Whether this WhatSnap can send e-mails.</param>
/// <param name="Troubles">What went wrong with the last alert.</param>
public sealed record AlertSettingsView(
    IReadOnlyList<string> Emails, string? WebhookUrl, string? WebhookSecret, bool SendsEmails, IReadOnlyList<string> Troubles)
{
    internal static IResult Show(AlertSettings settings, bool sendsEmails, Secret? secret) => Results.Json(
        new AlertSettingsView(
            settings.Emails, settings.WebhookUrl?.AbsoluteUri, secret?.Reveal(), sendsEmails, [.. settings.Troubles.Values.Where(one => one.Length > 0)]),
        HealthJson.Default.AlertSettingsView);
}
