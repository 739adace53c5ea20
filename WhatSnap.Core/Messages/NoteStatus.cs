using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Safety;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>What a provider says of a message that it was given.</summary>
/// <param name="ProviderId">The provider's id of the message.</param>
/// <param name="State">Its state.</param>
/// <param name="ErrorCode">The provider's code for why it failed.</param>
public sealed record ProviderStatus(string ProviderId, SendState State, string? ErrorCode)
{
    /// <summary>What a failure is called.</summary>
    public Failure Failure { get; init; } = Failures.ProviderRefused;
}

/// <summary>Raises the state of a message to what the provider says, and has GoHighLevel told when that is an end.</summary>
public sealed partial class NoteStatus(
    MessageLinks links, NoteWarning warning, IWorkQueue queue, TimeProvider time, ILogger<NoteStatus> logger)
{
    /// <param name="account">The account whose provider spoke; what another account sent is left alone.</param>
    /// <param name="sendingId">The message.</param>
    /// <param name="status">What was said.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task RunAsync(
        Account account, string sendingId, ProviderStatus status, CancellationToken cancellationToken)
    {
        if (status.State == SendStates.Failed) await warning.RunAsync(account, sendingId, status.Failure, status.ErrorCode, cancellationToken);
        var link = await links.UpdateAsync(
            account.LocationId, sendingId, now => Raised(account, now, status), cancellationToken);
        if (link is null || link.AccountId != account.AccountId) return;
        if (link.ProviderId != status.ProviderId)
        {
            LogSecond(sendingId, status.ProviderId);
            return;
        }

        // Also for a callback that says what is known: the one before may have died between these two lines.
        if (!link.State.IsFinal || link.Reported == link.State.Code) return;
        var due = NoteRefusedText.ShowsOptOut(link) ? TimeSpan.Zero : link.AcceptedAt + ReportWork.FirstReport - time.GetUtcNow();
        await queue.SendAsync(
            QueueNames.ReportStatus, new ReportWork(1, link.LocationId, link.SendingId).ToJson(),
            due > TimeSpan.Zero ? due : TimeSpan.Zero, cancellationToken);
    }

    private static MessageLink? Raised(Account account, MessageLink now, ProviderStatus status)
    {
        if (now.AccountId != account.AccountId || (now.ProviderId is { } known && known != status.ProviderId)) return null;
        var isHigher = SendStates.MayFollow(now.State, status.State);
        if (!isHigher && now.ProviderId is not null) return null;

        var isFailed = isHigher && (status.State == SendStates.Failed || status.State == SendStates.Unknown);
        return now with
        {
            ProviderId = status.ProviderId,
            State = isHigher ? status.State : now.State,
            FailureCode = isFailed ? status.Failure.Code : isHigher ? null : now.FailureCode,
            ProviderCode = isFailed ? status.ErrorCode : isHigher ? null : now.ProviderCode,
        };
    }

    [LoggerMessage(LogLevel.Error, "Message {SendingId} has a second life at its provider: {ProviderId}")]
    private partial void LogSecond(string sendingId, string providerId);
}
