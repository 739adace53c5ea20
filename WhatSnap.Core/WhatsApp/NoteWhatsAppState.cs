using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Brings a connected account into the state that its session has at the gateway; while its link stands, the session tells all that
/// we take.
/// </summary>
public sealed class NoteWhatsAppState(
    WahaClient waha, SubscribeWhatsApp subscribe, AccountTable accounts, AccountDirectory directory, TimeProvider time)
{
    /// <exception cref="WahaException">The gateway did not answer; it may pass.</exception>
    public async Task RunAsync(Account account, CancellationToken cancellationToken)
    {
        if (!LinkVerdict.Concerns(account)) return;
        await SaveAsync(account, LinkVerdict.Of(await LookAsync(account, cancellationToken)), cancellationToken);
    }

    /// <summary>The account's session, which tells all that we take if it works; null when the gateway does not know it.</summary>
    /// <exception cref="WahaException">The gateway did not answer; it may pass.</exception>
    internal async Task<WahaSession?> LookAsync(Account account, CancellationToken cancellationToken)
    {
        var session = await waha.FindSessionAsync(account.WhatsApp!.Session, cancellationToken);
        if (session is { Status: WahaStatus.Working }) await subscribe.RunAsync(account, session, cancellationToken);
        return session;
    }

    /// <returns>The account as it is then.</returns>
    internal async Task<Account> SaveAsync(Account account, LinkVerdict verdict, CancellationToken cancellationToken)
    {
        var latest = account;
        await accounts.UpdateAsync(
            account.Key,
            now =>
            {
                var after = verdict.ApplyTo(now, time.GetUtcNow());
                latest = after ?? now;
                return after;
            },
            cancellationToken);
        if (latest.StateCode != account.StateCode || latest.Safety.Pause != account.Safety.Pause) directory.Forget(account);
        return latest;
    }
}
