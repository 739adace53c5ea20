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
    AcceptInbound accept, MessageLinks links, TimeProvider time, ILogger<TakeWhatsAppMessage> logger)
{
    /// <summary>True for an event that tells of a message.</summary>
    public static bool Takes(string kind) =>
        kind is WahaEvent.Message or WahaEvent.Reaction or WahaEvent.Edited or WahaEvent.Revoked or WahaEvent.Waiting;

    public async Task RunAsync(Account account, WhatsAppLink link, WahaEvent received, CancellationToken cancellationToken)
    {
        var message = WahaMessage.Read(received, link, time.GetUtcNow());
        using var scope = logger.OfMessage(account.LocationId, account.AccountId, message.Id);
        if (received.Kind == WahaEvent.Waiting) LogUnread(message.Id);
        var isNote = message.Number is { } number && number.LookupKey == account.Number?.LookupKey;
        if (!(message.IsWithPerson || (message.IsInGroup && account.TakesGroups)) || isNote || await IsOursAsync(account, message, cancellationToken)) return;
        await accept.RunAsync(message.ToInbound(account), cancellationToken);
    }

    private async Task<bool> IsOursAsync(Account account, WahaMessage message, CancellationToken cancellationToken) =>
        message.IsFromMe
        && (message.IsFromApi
            || (MarkerKey.IsPlain(message.Id) && await links.FindByProviderAsync(account.LocationId, message.Id, cancellationToken) is not null));

    [LoggerMessage(LogLevel.Information, "Message {MessageId} can't be read yet; a sentence says so")]
    private partial void LogUnread(string messageId);
}
