using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Consent;

/// <summary>
/// Records the opt-out that a refusal of Twilio shows: error 21610. Twilio knows opt-outs per sender; here one stops every account
/// of the location.
/// </summary>
public sealed class NoteRefusedText(RecordConsent record)
{
    /// <summary>True where a message ended with that error.</summary>
    public static bool ShowsOptOut(MessageLink link) =>
        link is { AccountId: not null, ProviderCode: TwilioErrors.OptedOut } && link.FailureCode == Failures.ProviderRefused.Code;

    /// <summary>Takes in how a message ended; repeating it changes nothing.</summary>
    public async Task RunAsync(MessageLink? link, CancellationToken cancellationToken)
    {
        if (link is null || !ShowsOptOut(link) || !GoHighLevelId.IsId(link.ContactId)) return;
        var entry = new ConsentEntry(link.LocationId, link.ContactId, IsStop: true, link.AcceptedAt, EvidenceKinds.Refusal, link.SendingId)
        {
            AccountId = link.AccountId,
            MessageId = link.ProviderId ?? link.SendingId,
        };
        await record.RunAsync(entry, tellsAtOnce: false, cancellationToken);
    }
}
