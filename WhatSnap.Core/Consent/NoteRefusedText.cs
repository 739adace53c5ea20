using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Consent;

/// <summary>
/// Records the opt-out that a refusal of Twilio shows: error 21610. Twilio knows opt-outs per sender; here one stops every account
/// of the location.
/// </summary>
public sealed class NoteRefusedText(MessageLinks links, RecordConsent record)
{
    /// <summary>Takes in what a provider says of a message, before the message itself ends.</summary>
    public async Task RunAsync(Account account, string sendingId, ProviderStatus status, CancellationToken cancellationToken)
    {
        if (status.ErrorCode != TwilioErrors.OptedOut || account.Twilio is null) return;
        var link = await links.FindAsync(account.LocationId, sendingId, cancellationToken);
        if (link?.AccountId == account.AccountId) await RecordAsync(link, status.ProviderId, cancellationToken);
    }

    /// <summary>Takes in how a message ended.</summary>
    public async Task RunAsync(MessageLink? link, CancellationToken cancellationToken)
    {
        if (link is { AccountId: not null, ProviderCode: TwilioErrors.OptedOut } && link.FailureCode == Failures.ProviderRefused.Code)
        {
            await RecordAsync(link, link.ProviderId, cancellationToken);
        }
    }

    private async Task RecordAsync(MessageLink link, string? providerId, CancellationToken cancellationToken)
    {
        if (!GoHighLevelId.IsId(link.ContactId)) return;
        var entry = new ConsentEntry(link.LocationId, link.ContactId, IsStop: true, link.AcceptedAt, EvidenceKinds.Refusal, link.SendingId)
        {
            AccountId = link.AccountId,
            MessageId = providerId ?? link.SendingId,
        };
        await record.RunAsync(entry, tellsAtOnce: false, cancellationToken);
    }
}
