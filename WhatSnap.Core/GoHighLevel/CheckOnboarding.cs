using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Does one of the checks of a location; there is one for each of <see cref="OnboardingChecks.All"/>.</summary>
public interface IOnboardingCheck
{
    OnboardingCheck Check { get; }

    /// <summary>Looks, and mends what is its own to mend.</summary>
    /// <exception cref="GoHighLevelException">It can't be checked: transient, or not allowed.</exception>
    Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken);
}

/// <summary>What a check found.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Details">Names that belong to it: of scopes, tags, a provider; or a time.</param>
public sealed record CheckOutcome(OnboardingFinding Finding, params IReadOnlyList<string> Details);

/// <summary>
/// Runs all checks of a location at once, in bounded time. Each fails on its own: whatever happens to one, it can't be
/// checked, and the others say what they found.
/// </summary>
public sealed partial class CheckOnboarding(
    IEnumerable<IOnboardingCheck> checks, TimeProvider time, ILogger<CheckOnboarding> logger)
{
    /// <summary>A check that takes longer can't be checked now.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    /// <returns>One outcome per check, in the order of <see cref="OnboardingChecks.All"/>.</returns>
    public async Task<IReadOnlyList<(OnboardingCheck Check, CheckOutcome Outcome)>> RunAsync(
        string locationId, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var running = OnboardingChecks.All.Select(check => checks.Single(one => one.Check == check))
            .Select(async one => (one.Check, await RunAsync(one, locationId, either.Token, cancellationToken)));
        return await Task.WhenAll(running);
    }

    private async Task<CheckOutcome> RunAsync(
        IOnboardingCheck one, string locationId, CancellationToken untilLimit, CancellationToken cancellationToken)
    {
        try
        {
            // The wait ends in time whatever the check waits for.
            return await one.RunAsync(locationId, untilLimit).WaitAsync(untilLimit);
        }
        catch (GoHighLevelException failed)
        {
            LogNotChecked(one.Check.Code, failed.Message);
            return new CheckOutcome(failed.IsTransient ? OnboardingFindings.NotCheckedNow : OnboardingFindings.NotAllowed);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(one.Check.Code, failed);
            return new CheckOutcome(OnboardingFindings.NotCheckedNow);
        }
    }

    [LoggerMessage(LogLevel.Information, "Check {Check} got no answer: {Error}")]
    private partial void LogNotChecked(string check, string error);

    [LoggerMessage(LogLevel.Warning, "Check {Check} could not be done")]
    private partial void LogFailed(string check, Exception exception);
}
