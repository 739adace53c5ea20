using System.Globalization;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Safety;

/// <summary>
/// Lets an account pause where its provider's word on a message is a warning. An account whose mode is off never pauses: its messages
/// fail with the provider's reason.
/// </summary>
public sealed partial class NoteWarning(AccountTable accounts, AccountDirectory directory, TimeProvider time, ILogger<NoteWarning> logger)
{
    private const string FilteredCode = "30007";
    private static readonly IReadOnlyList<string> InactiveCodes = ["10001", "20005", "20403", "30002", "90010"];
    private static readonly TimeSpan FilteredCounts = TimeSpan.FromHours(24);

    /// <param name="account">The account that sent the message.</param>
    /// <param name="sendingId">The message; repeating its warning changes nothing.</param>
    /// <param name="failure">What the provider's word is called.</param>
    /// <param name="providerCode">The provider's own code.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The account as it is then.</returns>
    public async Task<Account> RunAsync(
        Account account, string sendingId, Failure failure, string? providerCode, CancellationToken cancellationToken)
    {
        if (SafetyTable.Of(account) is not { } limits || ReasonOf(failure, providerCode) is not { } reason) return account;
        var now = time.GetUtcNow();
        var latest = account;
        await accounts.UpdateAsync(
            account.Key,
            known =>
            {
                var safety = Warned(known.Safety, limits, reason, Keys.Hash(sendingId), now);
                latest = known with { Safety = safety };
                return safety == known.Safety ? null : latest;
            },
            cancellationToken);

        // Also what another worker noted before.
        directory.Forget(latest);
        if (latest.Safety.Pause is { } pause && pause.Since == now) LogPaused(account.AccountId, pause.Code, pause.Until.ToString("u", CultureInfo.InvariantCulture));
        return latest;
    }

    private static PauseReason? ReasonOf(Failure failure, string? code) =>
        failure == Failures.MayNotWriteFirst ? PauseReasons.FirstRefused
        : code == FilteredCode ? PauseReasons.Filtered
        : code is not null && InactiveCodes.Contains(code) ? PauseReasons.Inactive
        : null;

    private static SafetySettings Warned(SafetySettings known, SafetyLimits limits, PauseReason reason, string id, DateTimeOffset now)
    {
        if (reason == PauseReasons.Filtered)
        {
            if (known.Filtered.Any(one => one.Id == id)) return known;
            List<FilteredText> lately = [.. known.Filtered.Where(one => now - one.At < FilteredCounts), new FilteredText(id, now)];
            if (lately.Count < limits.FilteredUntilPause) return known with { Filtered = lately };

            // What led to this pause does not lead to the next one.
            known = known with { Filtered = [new FilteredText(id, now)] };
        }

        // The wider pause stays; one with an end that WhatsApp named says more than a message's refusal.
        return known.Pause is { } pause && pause.IsOn(now) && pause.Reason.Scope >= reason.Scope
            ? known
            : known with { Pause = new SafetyPause(reason.Code, now, now + reason.For) };
    }

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} pauses until {Until}: {Code}")]
    private partial void LogPaused(string accountId, string code, string until);
}
