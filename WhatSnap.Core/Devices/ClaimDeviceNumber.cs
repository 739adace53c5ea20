using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices;

/// <summary>Claims the number of a device for its account, once over all locations, where the owner typed it or the device tells it.</summary>
public sealed class ClaimDeviceNumber(RunConnectionStep step, DeviceTable devices, AccountTable accounts, NumberClaims claims)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Number, async known => [new StepResult(ConnectionSteps.Number, await ClaimAsync(known, cancellationToken))], cancellationToken);

    private async Task<string> ClaimAsync(Account account, CancellationToken cancellationToken)
    {
        var told = (await devices.ListAsync(account.Key, cancellationToken)).FirstOrDefault(one => one.Stage == DeviceStage.Confirmed)?.OwnNumber;

        // An account stays the same account: its tag and its history belong to one number.
        if (account.IsOfAnotherPhone(told)) return "device_number_differs";
        if ((account.Number ?? told) is not { } number) return "device_number_unknown";

        // On the row first: a claim counts only while its account has the number.
        await accounts.UpdateAsync(account.Key, now => now with { Number = number }, cancellationToken);
        return await claims.TryClaimAsync(number, account.Key, cancellationToken) switch
        {
            NumberClaim.TakenHere => "number_connected_here",
            NumberClaim.TakenElsewhere => "number_connected_elsewhere",
            _ => "device_number_ready",
        };
    }
}
