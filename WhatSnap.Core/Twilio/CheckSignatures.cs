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
    AccountTable table, AccountDirectory directory, ParkedRequests parked, TwilioClient twilio, AcceptInbound accept,
    IWorkQueue queue, IMemoryCache cache, TimeProvider time, ILogger<CheckSignatures> logger)
{
    internal const string NeedsNewToken = "needs_new_token";
    private const string Active = "active";
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMinutes(1);
    private const int MostTokens = 2;

    /// <param name="key">The webhook key of the account, as the queue carries it.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        var account = await table.FindByHookAsync(key, cancellationToken);
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

        var current = await ReadTokenAsync(account, credentials, cancellationToken);
        if (current is null)
        {
            await SaveAsync(account with { StateCode = NeedsNewToken }, key, cancellationToken);
            LogNeedsToken(account.AccountId);
            return;
        }

        // Neither a forged request nor one for an older URL changes the account; only a token that Twilio names does.
        var signed = requests.Where(request => IsSigned(request, credentials, current)).ToList();
        if (credentials.AuthTokens.Any(token => token.Reveal() == current.Reveal()))
        {
            await DropForgedAsync(requests.Except(signed), cancellationToken);
        }

        if (signed.Count == 0)
        {
            if (account.StateCode == NeedsNewToken) await SaveAsync(account with { StateCode = Active }, key, cancellationToken);
            return;
        }

        var tokens = credentials.AuthTokens.Prepend(current).DistinctBy(token => token.Reveal()).Take(MostTokens);
        account = account with { Twilio = credentials with { AuthTokens = [.. tokens] }, StateCode = Active };
        await SaveAsync(account, key, cancellationToken);
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

    private async Task<Secret?> ReadTokenAsync(
        Account account, TwilioCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            return await twilio.ReadAuthTokenAsync(credentials, cancellationToken);
        }
        catch (TwilioException refused) when (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    private async Task SaveAsync(Account account, string key, CancellationToken cancellationToken)
    {
        await table.SaveAsync(account, cancellationToken);
        directory.Forget(account, key);
    }

    private static bool IsSigned(ParkedRequest request, TwilioCredentials credentials, Secret token) =>
        TwilioForm.TryParse(request.Body) is { } form
        && TwilioSignature.IsValid(credentials.HookUrl, form.Fields, request.Signature, [token]);

    [LoggerMessage(LogLevel.Information, "Account {AccountId} has a new Auth Token; {Requests} parked requests were signed by it")]
    private partial void LogAdopted(string accountId, int requests);

    [LoggerMessage(LogLevel.Error, "Account {AccountId} needs a new Auth Token: Twilio refuses the one we have")]
    private partial void LogNeedsToken(string accountId);
}
