using System.Globalization;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Health;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Looks why a WhatsApp account may not work: the gateway and the session there, WhatsApp's own answer on it, the phone, how often the
/// link was interrupted, and how the last attempt to link it ended.
/// </summary>
public sealed class TroubleshootWhatsApp(WahaClient waha, WahaMessages messages, ConnectionTable connections, TimeProvider time) : ITroubleshoot
{
    private static readonly TimeSpan Lately = TimeSpan.FromDays(14);

    public Platform Platform => Platform.WhatsApp;

    public IReadOnlyList<Task<IReadOnlyList<StepView>>> Run(Account account, CancellationToken cancellationToken)
    {
        var session = ReadAsync(account, cancellationToken);
        return
        [
            LookAtGatewayAsync(session),
            LookAtLinkAsync(account, session),
            LookAtHearingAsync(account, session, cancellationToken),
            Task.FromResult(LookAtPhone(account)),
            Task.FromResult(LookAtSteadiness(account)),
            LookAtAttemptAsync(account, cancellationToken),
        ];
    }

    private async Task<(WahaSession? Session, WahaException? Failed)> ReadAsync(Account account, CancellationToken cancellationToken)
    {
        try
        {
            return (await waha.FindSessionAsync(account.WhatsApp!.Session, cancellationToken), null);
        }
        catch (WahaException failed)
        {
            return (null, failed);
        }
    }

    private static async Task<IReadOnlyList<StepView>> LookAtGatewayAsync(Task<(WahaSession? Session, WahaException? Failed)> session) => (await session).Failed switch
    {
        null => Found(ConnectionSteps.Session, "session_ready"),
        { IsTransient: true } => Found(ConnectionSteps.Session, "gateway_silent"),
        _ => Found(ConnectionSteps.Session, "gateway_refused"),
    };

    private static async Task<IReadOnlyList<StepView>> LookAtLinkAsync(Account account, Task<(WahaSession? Session, WahaException? Failed)> session)
    {
        var (found, failed) = await session;
        if (failed is not null) return [];
        var verdict = LinkVerdict.Of(found);
        if ((verdict.End ?? verdict.Trouble) is not { } state) return Found(ConnectionSteps.Link, "link_stands");

        // A link that its owner gave up is no failure of it.
        var shown = LinkVerdict.Concerns(account) ? state : AccountStates.Of(account.ShownState);
        return [new StepView(ConnectionSteps.Link, ConnectionSteps.TitleOf(ConnectionSteps.Link), "failed", shown.Code, shown.Sentence, shown.NextAction)];
    }

    /// <summary>Asks WhatsApp itself, on the account's own connection.</summary>
    private async Task<IReadOnlyList<StepView>> LookAtHearingAsync(
        Account account, Task<(WahaSession? Session, WahaException? Failed)> session, CancellationToken cancellationToken)
    {
        if ((await session).Session is not { Status: WahaStatus.Working } || account.Number is not { } number) return [];
        try
        {
            await messages.FindChatAsync(account.WhatsApp!, number, cancellationToken);
            return Found(ConnectionSteps.Hearing, "whatsapp_answers");
        }
        catch (WahaException)
        {
            return Found(ConnectionSteps.Hearing, "whatsapp_silent");
        }
    }

    private IReadOnlyList<StepView> LookAtPhone(Account account)
    {
        if (AccountNotes.PhoneUnseenFor(account, time.GetUtcNow()) is not { } unseen) return [];
        return unseen < AccountNotes.WarnAfter
            ? Found(ConnectionSteps.Phone, "phone_seen")
            : Found(ConnectionSteps.Phone, "phone_unseen", ((int)unseen.TotalDays).ToString(CultureInfo.InvariantCulture));
    }

    private IReadOnlyList<StepView> LookAtSteadiness(Account account)
    {
        var count = (account.Health?.Gaps ?? []).Count(gap => time.GetUtcNow() - gap.Until < Lately);
        return count == 0
            ? Found(ConnectionSteps.Steadiness, "connection_steady")
            : Found(ConnectionSteps.Steadiness, "connection_interrupted", count.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<IReadOnlyList<StepView>> LookAtAttemptAsync(Account account, CancellationToken cancellationToken) =>
        await connections.FindAsync(account.Key, cancellationToken) is { EndCode: { } end and not ConnectionEnds.Connected }
            ? Found(ConnectionSteps.LastAttempt, end)
            : [];

    private static IReadOnlyList<StepView> Found(string step, string code, string? detail = null) => [StepView.Of(new StepResult(step, code, detail))];
}
