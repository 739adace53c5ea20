using System.Collections.Concurrent;
using System.Net;
using Azure;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Gets a new pair of tokens for a grant, once over all processes: under a lease on its row, stored before anybody uses it.
/// A refresh token dies with its first use, so a worker that comes too late takes what is stored, and a pair that got lost
/// is a state that people see.
/// </summary>
public sealed partial class RenewGrant(GrantTable grants, GoHighLevelOAuth oauth, TimeProvider time, ILogger<RenewGrant> logger)
{
    /// <summary>How long a row must stay unchanged before another worker may ask in its holder's place.</summary>
    public static readonly TimeSpan Lease = GoHighLevelOAuth.CallLimit + TimeSpan.FromSeconds(15);

    /// <summary>How long a call waits for a new token before it is put off.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The code of a call for a grant whose renewal takes longer.</summary>
    public const string Busy = "TOKEN_BUSY";

    /// <summary>The code of a call for a grant that can't be renewed.</summary>
    public const string Lost = "RECONNECT_NEEDED";

    private const string NoRefreshToken = "NO_REFRESH_TOKEN";

    /// <summary>A lease this old by our clock is over, whoever looks for the first time; clocks differ by less.</summary>
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(GrantKey, string), Lazy<Task<Grant>>> _running = new();

    /// <summary>The grant with a newer pair than the one that was used.</summary>
    /// <param name="used">The grant as it was used: expired, expiring or refused.</param>
    /// <param name="patience">How long to wait; the renewal goes on beyond it, for the next who asks.</param>
    /// <param name="cancellationToken">Ends the wait alone.</param>
    /// <exception cref="GoHighLevelException">Transient when it takes longer or failed this time; else the access is lost.</exception>
    public async Task<Grant> RunAsync(Grant used, TimeSpan patience, CancellationToken cancellationToken)
    {
        var key = (used.Key, used.Version);
        var running = _running.GetOrAdd(key, _ => new Lazy<Task<Grant>>(() => Task.Run(async () =>
        {
            try
            {
                return await RenewAsync(used);
            }
            finally
            {
                _running.TryRemove(key, out var _);
            }
        })));
        try
        {
            return await running.Value.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new GoHighLevelException(CallOutcome.NotDone, "token", null, Busy, inner: late);
        }
    }

    private async Task<Grant> RenewAsync(Grant used)
    {
        var lease = Guid.NewGuid().ToString("N");
        var (seen, since) = (default(ETag), time.GetTimestamp());
        while (true)
        {
            var grant = await grants.ReadAsync(used.Key, CancellationToken.None);
            if (grant?.AccessToken is null) throw TokenStore.NoToken();
            if (grant.Version != used.Version) return grant;
            if (grant.StateCode != LocationStates.Connected.Code) throw GrantLost();
            if (grant.ETag != seen) (seen, since) = (grant.ETag, time.GetTimestamp());
            if (grant.Lease is not null && grant.Lease != lease && !IsOver(grant, since))
            {
                await Task.Delay(Glance, time);
                continue;
            }

            // The lease may be ours although the answer to its write was lost.
            var leased = grant.Lease == lease ? grant : await grants.TryLeaseAsync(grant, lease, CancellationToken.None);
            if (leased is not null && await TryRenewAsync(leased) is { } renewed) return renewed;
        }
    }

    private bool IsOver(Grant grant, long unchangedSince) =>
        time.GetElapsedTime(unchangedSince) >= Lease || time.GetUtcNow() - grant.LeasedAt >= LongestLease;

    /// <returns>Null when somebody took the lease over: then theirs counts.</returns>
    private async Task<Grant?> TryRenewAsync(Grant leased)
    {
        GrantedTokens tokens;
        try
        {
            tokens = await AskAsync(leased);
        }
        catch (GoHighLevelException failed) when (failed.IsTransient || GoHighLevelOAuth.IsSettingWrong(failed))
        {
            LogFailed(leased.Key.Holder, leased.Key.Id, failed.StatusCode, failed.Code);
            await grants.TryReleaseAsync(leased, CancellationToken.None);
            throw;
        }
        catch (GoHighLevelException refused)
        {
            // Where a newer pair is stored meanwhile, this write fails and the pair is taken.
            if (await grants.TryMarkAsync(leased, LocationStates.ReconnectNeeded, CancellationToken.None) is null) return null;
            LogLost(leased.Key.Holder, leased.Key.Id, refused.StatusCode, refused.Code);
            throw GrantLost();
        }

        var renewed = await StoreAsync(leased, tokens);
        return renewed.AccessToken is null ? throw TokenStore.NoToken() : renewed;
    }

    /// <summary>Asks with the refresh token; where there is none, or none that works, by the company's grant.</summary>
    private async Task<GrantedTokens> AskAsync(Grant leased)
    {
        if (leased.RefreshToken is not null)
        {
            try
            {
                return await oauth.RefreshAsync(leased, CancellationToken.None);
            }
            catch (GoHighLevelException refused) when (
                !refused.IsTransient && !GoHighLevelOAuth.IsSettingWrong(refused)
                && leased is { Key.Holder: GrantHolder.Location, CompanyId: not null })
            {
                LogThroughCompany(leased.Key.Id, refused.StatusCode, refused.Code);
            }
        }

        return leased is { Key.Holder: GrantHolder.Location, CompanyId: { } company }
            ? await ExchangeAsync(company, leased.Key.Id, CancellationToken.None)
            : throw new GoHighLevelException(CallOutcome.Refused, "token", HttpStatusCode.Unauthorized, NoRefreshToken);
    }

    /// <summary>A token for one location, by the grant of its company.</summary>
    internal async Task<GrantedTokens> ExchangeAsync(string companyId, string locationId, CancellationToken cancellationToken)
    {
        var company = await grants.ReadAsync(GrantKey.OfCompany(companyId), cancellationToken);
        if (company?.AccessToken is null) throw TokenStore.NoToken();
        var isOver = company.ExpiresAt <= time.GetUtcNow();
        if (isOver) company = await RunAsync(company, Patience, cancellationToken);
        try
        {
            return await oauth.ExchangeForLocationAsync(company.AccessToken!, companyId, locationId, cancellationToken);
        }
        catch (GoHighLevelException refused) when (refused.IsTokenOver && !isOver)
        {
            company = await RunAsync(company, Patience, cancellationToken);
            return await oauth.ExchangeForLocationAsync(company.AccessToken!, companyId, locationId, cancellationToken);
        }
    }

    /// <summary>Stores the pair, however long storage is away: it is the only one there is.</summary>
    private async Task<Grant> StoreAsync(Grant leased, GrantedTokens tokens)
    {
        for (var pause = Glance; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await grants.StoreAsync(leased, tokens, CancellationToken.None);
            }
            catch (Exception failed) when (failed is RequestFailedException or AggregateException)
            {
                LogNotStored(leased.Key.Holder, leased.Key.Id, failed.GetType().Name);
                await Task.Delay(pause, time);
            }
        }
    }

    private static GoHighLevelException GrantLost() => new(CallOutcome.Refused, "token", HttpStatusCode.Unauthorized, Lost);

    [LoggerMessage(LogLevel.Warning, "The access to {Holder} {Id} was not renewed this time ({Status} {Code})")]
    private partial void LogFailed(GrantHolder holder, string id, HttpStatusCode? status, string? code);

    [LoggerMessage(LogLevel.Error, "The access to {Holder} {Id} is lost ({Status} {Code}): WhatSnap has to be installed there again")]
    private partial void LogLost(GrantHolder holder, string id, HttpStatusCode? status, string? code);

    [LoggerMessage(LogLevel.Warning, "The refresh token of location {Id} was refused ({Status} {Code}): its company is tried")]
    private partial void LogThroughCompany(string id, HttpStatusCode? status, string? code);

    [LoggerMessage(LogLevel.Error, "A new pair of tokens of {Holder} {Id} waits to be stored ({Error})")]
    private partial void LogNotStored(GrantHolder holder, string id, string error);
}
