using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Twilio;

/// <summary>What became of a messaging service that was told not to take its numbers' texts.</summary>
public enum ServiceRestored
{
    /// <summary>It takes them again.</summary>
    PutBack,

    /// <summary>Another account of ours needs it as it is, and puts it back at its own end.</summary>
    HandedOver,

    /// <summary>It is gone, no longer has the number, or Twilio refuses to change it.</summary>
    Left,
}

/// <summary>
/// Lets a messaging service take its numbers' texts again, as it did before an account was connected: the last account of
/// ours with a number in it does, whichever told the service not to.
/// </summary>
public sealed class RestoreTwilioService(
    AccountTable accounts, HookTable hooks, TwilioNumbers numbers, TwilioServices services, IOptions<PublicAddressOptions> host)
{
    /// <exception cref="TwilioException">Twilio did not answer; it may pass.</exception>
    public async Task<ServiceRestored> RunAsync(Account account, string serviceSid, CancellationToken cancellationToken)
    {
        var twilio = account.Twilio!;
        try
        {
            if (await services.FindServiceAsync(twilio, serviceSid, cancellationToken) is not { } service) return ServiceRestored.Left;

            // Whoever took the number out of the service may since rely on how the service is.
            var members = (await services.ListNumberSidsAsync(twilio, serviceSid, cancellationToken)).ToHashSet(StringComparer.Ordinal);
            if (!members.Remove(twilio.SavedRoute!.NumberSid)) return ServiceRestored.Left;
            if (!service.UseInboundWebhookOnNumber) return ServiceRestored.PutBack;
            if (members.Count > 0 && await HandOverAsync(account, serviceSid, members, cancellationToken)) return ServiceRestored.HandedOver;

            await services.SetUseInboundWebhookOnNumberAsync(twilio, serviceSid, false, cancellationToken);
            return ServiceRestored.PutBack;
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return ServiceRestored.Left;
        }
    }

    /// <summary>Before this account forgets it: a crash between leaves two that know, never none.</summary>
    private async Task<bool> HandOverAsync(
        Account account, string serviceSid, HashSet<string> members, CancellationToken cancellationToken)
    {
        var all = await numbers.ListNumbersAsync(account.Twilio!, cancellationToken);
        foreach (var number in all.Where(number => members.Contains(number.Sid) && TwilioRouting.IsOurs(number, host.Value)))
        {
            var other = await hooks.FindAsync(HookTable.KeyOf(number.Route.SmsUrl.Split('#')[0]), cancellationToken);
            if (other?.Twilio is null || other.Key == account.Key || !TwilioRouting.Leads(number, other.Twilio)) continue;
            var written = await accounts.UpdateAsync(
                other.Key, known => IsStaying(known) ? WithService(known, number, serviceSid) : null, cancellationToken);
            if (written is AccountWrite.Written) return true;
        }

        return false;
    }

    /// <summary>One that is being closed may have put its own route back already.</summary>
    private static bool IsStaying(Account account) =>
        account.Twilio is not null && account.StateCode != AccountStates.Disconnecting.Code
        && account.StateCode != AccountStates.Removing.Code && AccountStates.HoldsNumber(account.StateCode);

    private Account WithService(Account account, TwilioNumberInfo number, string serviceSid)
    {
        var route = account.Twilio!.SavedRoute ?? TwilioRouting.Saved(number, null, null, host.Value);
        return account with { Twilio = account.Twilio with { SavedRoute = route with { OverridingServiceSid = serviceSid } } };
    }
}
