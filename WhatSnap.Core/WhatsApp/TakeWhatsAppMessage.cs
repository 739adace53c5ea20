using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Stores what an event tells of a message, once, before the gateway gets its answer. Left out: statuses and channels, groups unless the account takes them, notes
/// that the account's owner writes to themself, and what WhatSnap sent itself. What can't be read yet is a sentence of its own beside the text that may follow.
/// </summary>
public sealed partial class TakeWhatsAppMessage(
    AcceptInbound accept, KnownMessages known, MessageLinks links, TimeProvider time, ILogger<TakeWhatsAppMessage> logger)
{
    /// <summary>True for an event that tells of a message.</summary>
    public static bool Takes(string kind) =>
        kind is WahaEvent.Message or WahaEvent.Reaction or WahaEvent.Edited or WahaEvent.Revoked or WahaEvent.Waiting;

    public async Task RunAsync(Account account, WhatsAppLink link, WahaEvent received, CancellationToken cancellationToken)
    {
        var message = WahaMessage.Read(received, link, time.GetUtcNow());
        using var scope = logger.OfMessage(account.LocationId, account.AccountId, message.Id);
        if (received.Kind == WahaEvent.Waiting) LogUnread(message.Id);
        if (await ConcernsAsync(account, message, cancellationToken)) await accept.RunAsync(message.ToInbound(account), cancellationToken);
    }

    /// <summary>Takes a message that the gateway lists, where it never came by an event.</summary>
    /// <returns>The message; null when it was here, or is not to be taken.</returns>
    public async Task<WahaMessage?> BringInAsync(Account account, WhatsAppLink link, WahaEvent listed, CancellationToken cancellationToken)
    {
        var message = WahaMessage.Read(listed, link, time.GetUtcNow());
        using var scope = logger.OfMessage(account.LocationId, account.AccountId, message.Id);
        var inbound = message.ToInbound(account);

        // A store also holds notices that nobody is meant to see, and what can't be told apart later is better not taken.
        var isMessage = message is { Id.Length: > 0, Chat.Length: > 0, IsEmpty: false };
        if (!isMessage || !await ConcernsAsync(account, message, cancellationToken) || await known.HasAsync(inbound, cancellationToken)) return null;
        return await accept.RunAsync(inbound, cancellationToken) is AcceptOutcome.Accepted ? message : null;
    }

    private async Task<bool> ConcernsAsync(Account account, WahaMessage message, CancellationToken cancellationToken)
    {
        var isNote = message.Number is { } number && number.LookupKey == account.Number?.LookupKey;
        return (message.IsWithPerson || (message.IsInGroup && account.TakesGroups)) && !isNote && !await IsOursAsync(account, message, cancellationToken);
    }

    private async Task<bool> IsOursAsync(Account account, WahaMessage message, CancellationToken cancellationToken) =>
        message.IsFromMe
        && (message.IsFromApi
            || (MarkerKey.IsPlain(message.Id) && await links.FindByProviderAsync(account.LocationId, message.Id, cancellationToken) is not null));

    [LoggerMessage(LogLevel.Information, "Message {MessageId} can't be read yet; a sentence says so")]
    private partial void LogUnread(string messageId);
}
