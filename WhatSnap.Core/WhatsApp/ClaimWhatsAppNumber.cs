using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Reads which number linked the session and claims it for this account, once over all locations.</summary>
public sealed class ClaimWhatsAppNumber(RunConnectionStep step, WahaClient waha, AccountTable accounts, NumberClaims claims, QrCodeTable codes)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Number, async known => [new StepResult(ConnectionSteps.Number, await ClaimAsync(known, cancellationToken))], cancellationToken);

    private async Task<string> ClaimAsync(Account account, CancellationToken cancellationToken)
    {
        WahaSession? session;
        try
        {
            session = await waha.FindSessionAsync(account.WhatsApp!.Session, cancellationToken);
        }
        catch (WahaException refused) when (!refused.IsTransient)
        {
            return "gateway_refused";
        }

        if (session is not { Status: WahaStatus.Working }) return "link_removed";

        // The event that says so may have got lost.
        await codes.RemoveAsync(account.Key, cancellationToken);
        if (session.Number is not { } number) return "linked_number_unreadable";

        // An account stays the same account: its tag and its history belong to one number.
        if (account.StateBefore is not null && account.IsOfAnotherPhone(number)) return "linked_number_differs";

        // On the row first: a claim counts only while its account has the number.
        await accounts.UpdateAsync(account.Key, now => now with { Number = number }, cancellationToken);
        return await claims.TryClaimAsync(number, account.Key, cancellationToken) switch
        {
            NumberClaim.TakenHere => "number_connected_here",
            NumberClaim.TakenElsewhere => "number_connected_elsewhere",
            _ => "linked_number_ready",
        };
    }
}
