using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Makes the account's session at the gateway, which will call our address, and gets a key for it alone.</summary>
public sealed class OpenWhatsAppSession(
    RunConnectionStep step, WahaClient waha, RenewSessionKey renew, HookTable hooks, IOptions<PublicAddressOptions> host)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Session, async known => [await OpenAsync(known, known.WhatsApp!, cancellationToken)], cancellationToken);

    private async Task<StepResult> OpenAsync(Account account, WhatsAppLink link, CancellationToken cancellationToken)
    {
        var setup = SessionSetup.Of(account, host.Value);

        // The address first: no event comes before somebody is known by it.
        await hooks.SaveAsync(link.HookKey, account.Key, cancellationToken);
        try
        {
            var isThere = await waha.FindSessionAsync(link.Session, cancellationToken) is not null;
            if (!isThere) await waha.CreateSessionAsync(link.Session, setup, cancellationToken);
            await renew.RunAsync(account, cancellationToken);

            // Last: a session that ran before begins to show codes with this, which its new key must read.
            if (isThere) await waha.ConfigureSessionAsync(link.Session, setup, cancellationToken);
            return new StepResult(ConnectionSteps.Session, "session_ready");
        }
        catch (WahaException refused) when (!refused.IsTransient)
        {
            return new StepResult(ConnectionSteps.Session, "gateway_refused");
        }
    }
}

/// <summary>Lets the session connect to WhatsApp; one whose codes ran out begins anew.</summary>
public sealed class StartWhatsAppSession(RunConnectionStep step, WahaClient waha)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Scan,
        async known =>
        {
            try
            {
                await waha.StartSessionAsync(known.WhatsApp!.Session, cancellationToken);
                return [new StepResult(ConnectionSteps.Scan, StepFindings.PreparingCode)];
            }
            catch (WahaException refused) when (!refused.IsTransient)
            {
                return [new StepResult(ConnectionSteps.Scan, "gateway_refused")];
            }
        },
        cancellationToken);
}
