using System.Net;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// After a failed signature on a known path: reads the account at Twilio, once a minute at most, adopts a token that was
/// rotated and accepts the parked requests that it signed; drops forged ones; marks an account that needs a new token.
/// </summary>
public sealed partial class CheckSignatures(
    AccountTable table, HookTable hooks, AccountDirectory directory, ParkedRequests parked, TwilioAccounts twilio, AskForToken ask,
    AcceptInbound accept, IWorkQueue queue, IMemoryCache cache, TimeProvider time, ILogger<CheckSignatures> logger)
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMinutes(1);

    /// <summary>A suspended account comes back within ten minutes of its payment (error 10001).</summary>
    private static readonly TimeSpan WhileSuspended = TimeSpan.FromMinutes(10);

    /// <param name="key">The webhook key of the account, as the queue carries it.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        var account = await hooks.FindAsync(key, cancellationToken);
        if (account?.Twilio is not { } credentials) return;
        using var scope = logger.OfAccount(account.LocationId, account.AccountId);
        var requests = await parked.ListAsync(key, cancellationToken);
        if (requests.Count == 0) return;
        if (cache.TryGetValue(("signatures", key), out _))
        {
            await queue.SendAsync(QueueNames.CheckSignatures, key, AtMostEvery, cancellationToken);
            return;
        }

        cache.Set(
            ("signatures", key), true,
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = AtMostEvery, Size = 1 });

        var current = await ReadTokenAsync(account, key, cancellationToken);
        if (current is null) return;

        // Neither a forged request nor one for an older URL changes the account; only a token that Twilio names does.
        var signed = requests.Where(request => IsSigned(request, credentials, current)).ToList();
        if (credentials.AuthTokens.Any(token => token.Reveal() == current.Reveal()))
        {
            await DropForgedAsync(requests.Except(signed), cancellationToken);
        }

        // A token that Twilio takes again does make an account good that needed a new one.
        if (signed.Count == 0 && account.StateCode != AccountStates.NeedsNewToken.Code) return;

        account = account with { Twilio = credentials.Adopt(current) };
        await ChangeAsync(
            account,
            known => known with { Twilio = known.Twilio! with { AuthTokens = account.Twilio.AuthTokens }, StateCode = AccountStates.Active.Code },
            cancellationToken);
        LogAdopted(account.AccountId, signed.Count);
        foreach (var request in signed) await AcceptAsync(request, account, cancellationToken);
    }

    /// <summary>
    /// Twilio signs by a token that we know, and these were not: they don't keep room from what a rotated token signs. One
    /// that just came may be signed by a token that Twilio's API does not name yet.
    /// </summary>
    private async Task DropForgedAsync(IEnumerable<ParkedRequest> requests, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - AtMostEvery;
        foreach (var request in requests.Where(request => request.ArrivedAt <= before))
        {
            await parked.RemoveAsync(request, cancellationToken);
        }
    }

    private async Task AcceptAsync(ParkedRequest request, Account account, CancellationToken cancellationToken)
    {
        var form = TwilioForm.TryParse(request.Body)!;
        var (message, _) = TwilioInbound.Read(form, account, request.ArrivedAt);
        if (message is not null && TwilioInbound.IsFor(account, form)) await accept.RunAsync(message, cancellationToken);
        await parked.RemoveAsync(request, cancellationToken);
    }

    /// <returns>Null when Twilio refuses the token, or the account: that says nothing of its token, and is looked at again.</returns>
    private async Task<Secret?> ReadTokenAsync(Account account, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await twilio.ReadAuthTokenAsync(account.Twilio!, cancellationToken);
        }
        catch (TwilioException refused) when (refused.RefusesToken)
        {
            await ask.RunAsync(account, cancellationToken);
        }
        catch (TwilioException suspended) when (suspended.StatusCode == HttpStatusCode.Forbidden)
        {
            await queue.SendAsync(QueueNames.CheckSignatures, key, WhileSuspended, cancellationToken);
            LogSuspended(account.AccountId, suspended.Code);
        }

        return null;
    }

    /// <summary>Changes an account that is connected; one that is being connected or disconnected is left to that.</summary>
    private async Task ChangeAsync(
        Account account, Func<Account, Account> change, CancellationToken cancellationToken)
    {
        await table.UpdateAsync(
            account.Key,
            known => known.StateCode == AccountStates.Active.Code || known.StateCode == AccountStates.NeedsNewToken.Code
                ? change(known)
                : null,
            cancellationToken);
        directory.Forget(account);
    }

    private static bool IsSigned(ParkedRequest request, TwilioCredentials credentials, Secret token) =>
        TwilioForm.TryParse(request.Body) is { } form
        && TwilioSignature.IsValid(credentials.HookUrl, form.Fields, request.Signature, [token]);

    [LoggerMessage(LogLevel.Information, "Account {AccountId} has a new Auth Token; {Requests} parked requests were signed by it")]
    private partial void LogAdopted(string accountId, int requests);

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} can't be read at Twilio (code {Code}); its refused requests are looked at again later")]
    private partial void LogSuspended(string accountId, int? code);
}
