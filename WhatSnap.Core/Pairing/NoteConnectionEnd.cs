using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Pairing;

/// <summary>Shows the owner how a connection ended, before what it changed is put back.</summary>
public sealed class NoteConnectionEnd(ConnectionTable connections, TimeProvider time)
{
    /// <param name="accountAndEnd">The account's key, a blank, and the code of the end.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    public async Task<string> RunAsync(string accountAndEnd, CancellationToken cancellationToken)
    {
        var blank = accountAndEnd.LastIndexOf(' ');
        await RunAsync(AccountKey.Parse(accountAndEnd[..blank]), accountAndEnd[(blank + 1)..], cancellationToken);
        return RunConnectionStep.Passed;
    }

    public Task RunAsync(AccountKey account, string end, CancellationToken cancellationToken) => connections.UpdateAsync(
        account,
        attempt => attempt with
        {
            // A step whose last try failed says how it ended, not that it is tried again.
            Steps = [.. attempt.Steps.Select(step => StepFindings.Of(step.Code).Severity == Severity.Running ? new StepResult(step.Step, attempt.EndCode ?? end) : step)],
            EndCode = attempt.EndCode ?? end,
            EndedAt = attempt.EndedAt ?? time.GetUtcNow(),
            Question = null,
        },
        cancellationToken);
}
