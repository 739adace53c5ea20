using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Asks, every few minutes, for each linked WhatsApp account to be looked after.</summary>
public sealed class StartWatch(WahaClient waha, AccountTable accounts, IWorkQueue queue)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!waha.IsSet) return;
        await foreach (var key in accounts.ListLinkedAsync(cancellationToken))
        {
            await queue.SendAsync(QueueNames.WatchWhatsApp, key.ToString(), TimeSpan.Zero, cancellationToken);
        }
    }
}

/// <summary>
/// Looks after one linked account: what no event tells (a gateway that is away, a session that is gone or hears nothing) becomes its
/// state, and what can be started again is.
/// </summary>
public sealed class WatchWhatsApp(
    WahaClient waha, NoteWhatsAppState note, RepairWhatsApp repair, CheckHearing hearing, AccountTable accounts)
{
    /// <param name="key">The account's key, as the queue carries it.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        if (!waha.IsSet || !AccountKey.TryParse(key, out var accountKey)) return;
        var account = await accounts.FindAsync(accountKey.LocationId, accountKey.AccountId, cancellationToken);
        if (account is null || !LinkVerdict.Concerns(account)) return;

        var (session, verdict) = await LookAsync(account, cancellationToken);
        account = await note.SaveAsync(account, verdict, cancellationToken);
        if (session is { Status: WahaStatus.Working }) await hearing.RunAsync(account, session, cancellationToken);
        else if (verdict.Remedy != LinkRemedy.None) await HelpAsync(account, verdict.Remedy, cancellationToken);
    }

    private async Task<(WahaSession? Session, LinkVerdict Verdict)> LookAsync(Account account, CancellationToken cancellationToken)
    {
        try
        {
            var session = await note.LookAsync(account, cancellationToken);
            return (session, LinkVerdict.Of(session));
        }
        catch (WahaException failed)
        {
            return (null, LinkVerdict.Of(failed));
        }
    }

    private async Task HelpAsync(Account account, LinkRemedy remedy, CancellationToken cancellationToken)
    {
        if ((account.Health?.Restarts ?? 0) < RepairWhatsApp.MostTries) await repair.RunAsync(account, remedy, cancellationToken);
        else await note.SaveAsync(account, LinkVerdict.GivenUp, cancellationToken);
    }
}
