using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Gets a new key for an account's session alone and keeps it; the one before ends.</summary>
public sealed class RenewSessionKey(WahaClient waha, AccountTable accounts, AccountDirectory directory)
{
    /// <exception cref="WahaException">The gateway gave none.</exception>
    public async Task RunAsync(Account account, CancellationToken cancellationToken)
    {
        var key = await waha.NewKeyAsync(account.WhatsApp!.Session, cancellationToken);
        await accounts.UpdateAsync(account.Key, now => now with { WhatsApp = now.WhatsApp! with { SessionKey = key } }, cancellationToken);
        directory.Forget(account);
    }
}
