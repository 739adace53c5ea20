using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Devices;

/// <summary>What became of an item of a device's inbox.</summary>
public abstract record InboxOutcome
{
    private InboxOutcome()
    {
    }

    /// <summary>It is stored and will be delivered.</summary>
    public sealed record Stored : InboxOutcome;

    /// <summary>It was told before, or its sender was erased since.</summary>
    public sealed record Duplicate : InboxOutcome;

    /// <summary>One of its files is not here, or no longer.</summary>
    public sealed record FileMissing : InboxOutcome;

    /// <summary>The device does not serve its account yet: it keeps the item and brings it again.</summary>
    public sealed record NotYet : InboxOutcome;

    /// <summary>It is not taken, and nothing of it is kept.</summary>
    public sealed record Rejected(InboxRefusal Why) : InboxOutcome;
}

/// <summary>Stores one message that a device tells of, once, whichever device of the location tells of it, with its true date.</summary>
public sealed partial class TakeDeviceMessage(
    MayForward may, EchoGuard echoes, SeenItems seen, Uploads uploads, Aliases aliases, KnownMessages known, AccountDirectory accounts, AcceptInbound accept,
    ILogger<TakeDeviceMessage> logger)
{
    private const string GroupMark = "[In a group] ";

    /// <param name="account">The account of the device.</param>
    /// <param name="device">The device.</param>
    /// <param name="item">What it told.</param>
    /// <param name="cancellationToken">Cancels the storing.</param>
    /// <exception cref="GoHighLevel.GoHighLevelException">GoHighLevel had to be asked for the contact, and did not answer.</exception>
    public async Task<InboxOutcome> RunAsync(Account account, Device device, DeviceItem item, CancellationToken cancellationToken)
    {
        using var scope = logger.OfMessage(account.LocationId, account.AccountId, item.MessageId);
        if (await may.RefusalAsync(account, device, item, cancellationToken) is { } refusal)
        {
            LogRefused(item.MessageId, refusal.Code);
            return new InboxOutcome.Rejected(refusal);
        }

        if (item.IsFromOwner && await echoes.IsOursAsync(account, item, cancellationToken)) return new InboxOutcome.Rejected(InboxRefusals.OwnSend);

        var message = ToInbound(account, item);
        var lane = await aliases.ResolveAsync(account.LocationId, message.SenderIdentity, cancellationToken);
        foreach (var file in item.Files)
        {
            if (!await uploads.KeepAsync(account.LocationId, DeviceItem.HashOf(file), lane, cancellationToken)) return new InboxOutcome.FileMissing();
        }

        if (await seen.ClaimAsync(device, item, lane, cancellationToken) is not { } first)
        {
            return new InboxOutcome.Rejected(InboxRefusals.Invalid);
        }

        // The account that told of it first has it, as long as there is one.
        var isThere = first.AccountId == account.AccountId
            || await accounts.FindAsync(account.LocationId, first.AccountId, cancellationToken) is not null;
        message = message with { AccountId = isThere ? first.AccountId : account.AccountId, ProviderMessageId = first.MessageId };
        if (await known.HasAsync(message, cancellationToken)) return new InboxOutcome.Duplicate();
        return await accept.RunAsync(message, cancellationToken) is AcceptOutcome.Accepted ? new InboxOutcome.Stored() : new InboxOutcome.Duplicate();
    }

    private static InboundMessage ToInbound(Account account, DeviceItem item) => new(
        account.LocationId, account.AccountId, item.MessageId, item.Peer, item.PeerName, (item.IsInGroup ? GroupMark : "") + item.Text, item.Files, item.SentAt)
    {
        IsFromAccount = item.IsFromOwner,
    };

    [LoggerMessage(LogLevel.Information, "Message {MessageId} of a device is not taken: {Reason}")]
    private partial void LogRefused(string messageId, string reason);
}
