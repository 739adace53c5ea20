using System.Net;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Sends a message through a WhatsApp account. What is sent has ids of ours, the same in every try, and the gateway sends each id
/// once: a try that was cut off is just made again.
/// </summary>
public sealed class SendWhatsApp(
    WahaMessages waha, FindWhatsAppChat chats, ReadAttachment attachments, SimulateTyping typing, AccountDirectory accounts,
    TimeProvider time) : IProvider
{
    /// <summary>What WhatsApp shows under a file at most; a longer text goes before it by itself.</summary>
    private const int LongestCaption = 1024;

    private const int Refused = -1;
    private const string FileAway = "file_away";

    /// <summary>How long a file's server may be away: it starts anew within minutes, and what is written after it waits with it.</summary>
    internal static readonly TimeSpan FileMayStillCome = TimeSpan.FromMinutes(10);

    /// <summary>Receipts come by themselves.</summary>
    public bool CanBeAsked => false;

    public bool Carries(Account account) => account.WhatsApp is not null;

    /// <summary>A phone that links again goes on with the account and its queue.</summary>
    public bool WaitsFor(Account account) =>
        AccountStates.NeedsReconnection(account.StateCode) || account.StateCode == AccountStates.Reconnecting.Code;

    public Task<SendPlan> PlanAsync(Account account, Recipient to, OutboundMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(new SendPlan([.. Enumerable.Range(0, message.Attachments.Count + 1).Select(index => IdOf(message, index))], null, null));

    public Task<SendOutcome?> FindAsync(Sending sending, CancellationToken cancellationToken) => Task.FromResult<SendOutcome?>(null);

    public Task<SendOutcome?> AskAsync(Account account, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<SendOutcome?>(null);

    public async Task<SendOutcome> SendAsync(Sending sending, LaneLease lease, CancellationToken cancellationToken)
    {
        var hasBegun = false;
        try
        {
            await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
            if (await chats.RunAsync(sending.Account, sending.To, cancellationToken) is not { } chat)
            {
                return new SendOutcome.Refused(Failures.NotOnWhatsApp, null);
            }

            var parts = await PartsAsync(sending.Message, chat, cancellationToken);
            var isTyping = sending is { IsFirstTry: true, Account.SimulatesTyping: true }
                && await typing.BeginAsync(chat, sending.Message.Text, cancellationToken);
            var ack = 0;
            foreach (var part in parts)
            {
                // The lane may be another worker's by now, who sends the same.
                await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
                hasBegun = true;
                if ((ack = await part(cancellationToken)) == Refused) return new SendOutcome.Refused(Failures.ProviderRefused, null);
            }

            if (isTyping) await typing.EndAsync(chat, cancellationToken);
            return new SendOutcome.Known(new ProviderStatus(
                IdOf(sending.Message, sending.Message.Attachments.Count), TakeWhatsAppAck.StateOf(ack) ?? SendStates.Queued, null));
        }
        catch (WahaException failed)
        {
            // A session that was linked again has a new key.
            if (failed.StatusCode == HttpStatusCode.Unauthorized) accounts.Forget(sending.Account);
            return failed.Code == FileAway ? FileOutcomeOf(sending) : OutcomeOf(failed, hasBegun);
        }
    }

    /// <summary>The id of the text (0) or of an attachment (from 1), in the form that WhatsApp's own clients give theirs.</summary>
    internal static string IdOf(OutboundMessage message, int index) => "3EB0" + Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{message.LocationId}\n{message.SendingId}\n{index}")))[..18];

    /// <summary>What is sent, one after the other: the text stands under the first file where WhatsApp can show it there.</summary>
    private async Task<IReadOnlyList<Func<CancellationToken, Task<int>>>> PartsAsync(
        OutboundMessage message, WahaChat chat, CancellationToken cancellationToken)
    {
        List<Attachment> files = [];
        foreach (var url in message.Attachments) files.Add(await attachments.RunAsync(url, cancellationToken));

        var hasText = !string.IsNullOrWhiteSpace(message.Text);
        var hasCaption = hasText && message.Text.Length <= LongestCaption && files is [{ Kind: not AttachmentKind.Voice }, ..];
        List<Func<CancellationToken, Task<int>>> parts = [];
        if (hasText && !hasCaption) parts.Add(token => waha.SendTextAsync(chat, IdOf(message, 0), message.Text, token));
        parts.AddRange(files.Select((file, index) => (Func<CancellationToken, Task<int>>)(token => waha.SendFileAsync(
            chat, IdOf(message, index + 1), file, hasCaption && index == 0 ? message.Text : null, token))));
        return parts;
    }

    private SendOutcome FileOutcomeOf(Sending sending) => time.GetUtcNow() - sending.DueAt < FileMayStillCome
        ? new SendOutcome.NotNow(Failures.AttachmentUnusable)
        : new SendOutcome.Refused(Failures.AttachmentUnusable, null);

    private static SendOutcome OutcomeOf(WahaException failed, bool hasBegun) => failed switch
    {
        { Code: "reachout_timelock" } => new SendOutcome.Refused(Failures.MayNotWriteFirst, null),
        { Code: "file_unusable" } => new SendOutcome.Refused(Failures.AttachmentUnusable, null),
        { Code: "id_used" } => new SendOutcome.Refused(Failures.ProviderRefused, failed.Code),
        { IsNotWorking: true } or { IsNotReached: true } => new SendOutcome.NotNow(Failures.ProviderUnreachable),
        { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound } =>
            new SendOutcome.NotNow(Failures.ProviderUnreachable),
        { IsTransient: true } => hasBegun
            ? new SendOutcome.InDoubt(Failures.ProviderUnreachable, null)
            : new SendOutcome.NotNow(Failures.ProviderUnreachable),
        _ => new SendOutcome.Refused(Failures.ProviderRefused, $"gateway_{(int?)failed.StatusCode}"),
    };
}
