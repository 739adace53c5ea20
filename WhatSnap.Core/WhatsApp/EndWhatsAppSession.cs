using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Unlinks the phone and leaves nothing of the session at the gateway, nor its code here; for an attempt that failed and for an
/// account that is disconnected or removed. Other accounts are left alone.
/// </summary>
public sealed class EndWhatsAppSession(WahaClient waha, AccountTable accounts, QrCodeTable codes)
{
    /// <exception cref="WahaException">The gateway did not do it; it is tried again.</exception>
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (known?.WhatsApp is not { } link || !MayEnd(known)) return RunConnectionStep.Passed;

        if (waha.IsSet) await waha.DeleteSessionAsync(link.Session, cancellationToken);
        await codes.RemoveAsync(key, cancellationToken);
        await accounts.UpdateAsync(
            key, now => MayEnd(now) ? now with { WhatsApp = now.WhatsApp! with { SessionKey = null } } : null, cancellationToken);
        return RunConnectionStep.Passed;
    }

    private static bool MayEnd(Account account) =>
        RunConnectionStep.IsBeingConnected(account) || AccountStates.IsClosing(account.StateCode);
}
