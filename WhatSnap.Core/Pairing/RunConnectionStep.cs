using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Pairing;

/// <summary>
/// Runs one step of a connection and shows it to the owner: under way, then what it found. What may pass by itself is
/// thrown, so that the flow tries again; the owner sees that too.
/// </summary>
public sealed partial class RunConnectionStep(
    AccountTable accounts, ConnectionTable connections, TimeProvider time, ILogger<RunConnectionStep> logger)
{
    /// <summary>The flow goes on.</summary>
    public const string Passed = "passed";

    /// <summary>The owner has to answer first.</summary>
    public const string Ask = "ask";

    /// <summary>Runs a step for the account that a flow names.</summary>
    /// <param name="account">The account's key, as the flow carries it.</param>
    /// <param name="step">The step, a code of <see cref="ConnectionSteps"/>.</param>
    /// <param name="run">Finds something out or changes something; repeating it is harmless.</param>
    /// <param name="cancellationToken">Cancels the step.</param>
    /// <returns><see cref="Passed"/>, <see cref="Ask"/>, or the code of the finding that ends the connection.</returns>
    public async Task<string> RunAsync(
        string account, string step, Func<Account, Task<IReadOnlyList<StepResult>>> run, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (known is null || !IsBeingConnected(known)) return "account_gone";

        // Its seat, its name and its number are free again: somebody else may have them.
        if (known.PendingUntil <= time.GetUtcNow()) return ConnectionEnds.Interrupted;

        // A token is judged all the same: with a right one the route can be put back.
        if (known.AfterAttempt is not null && step != ConnectionSteps.Account) return ConnectionEnds.Cancelled;

        await connections.UpdateAsync(
            key, attempt => IsWaiting(attempt, step) ? null : attempt.With(step, [new StepResult(step, StepFindings.Running)]), cancellationToken);
        IReadOnlyList<StepResult> results;
        try
        {
            results = await run(known);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(step, key.AccountId, failed.GetType().Name);
            await ShowAsync(key, step, [new StepResult(step, StepFindings.TryingAgain)], cancellationToken);
            throw;
        }

        await ShowAsync(key, step, results, cancellationToken);
        var severities = results.Select(result => (result.Code, StepFindings.Of(result.Code).Severity)).ToList();
        if (severities.FirstOrDefault(one => one.Severity == Severity.Failed).Code is { } failure) return failure;
        if (severities.All(one => one.Severity != Severity.Question)) return Passed;

        await connections.UpdateAsync(
            key,
            attempt => attempt with
            {
                Question = [.. results.Where(result => StepFindings.Of(result.Code).Severity == Severity.Question)],
                Answer = null,
            },
            cancellationToken);
        return Ask;
    }

    /// <summary>True for an account that a connection flow may work on.</summary>
    internal static bool IsBeingConnected(Account account) =>
        account.StateCode == AccountStates.Pending.Code || account.StateCode == AccountStates.Reconnecting.Code;

    /// <summary>A step that waits for a person and only looks again keeps its words meanwhile.</summary>
    private static bool IsWaiting(Connection attempt, string step) => attempt.Steps.Any(known =>
        known.Step == step && known.Code is not (StepFindings.Running or StepFindings.TryingAgain)
        && StepFindings.Of(known.Code).Severity == Severity.Running);

    private Task<Connection?> ShowAsync(
        AccountKey account, string step, IReadOnlyList<StepResult> results, CancellationToken cancellationToken) =>
        connections.UpdateAsync(account, attempt => attempt.With(step, results), cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Step {Step} of account {AccountId} failed ({Error}) and will be tried again")]
    private partial void LogFailed(string step, string accountId, string error);
}
