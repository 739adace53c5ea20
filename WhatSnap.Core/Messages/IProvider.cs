using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.Messages;

/// <summary>Who a message is for, as far as it is known.</summary>
/// <param name="Number">The contact's number; null where it has none.</param>
/// <param name="Lid">WhatsApp's id of the contact; null where none is known.</param>
public sealed record Recipient(PhoneNumber? Number, string? Lid)
{
    /// <summary>The e-mail address by which iMessage reaches it; null where there is a number.</summary>
    public string? MailAddress { get; init; }

    public override string ToString() => Number?.Masked ?? nameof(Recipient);
}

/// <summary>What is known of a message before it is sent.</summary>
/// <param name="Ids">The ids that we choose for what is sent, in their order; empty where the provider chooses.</param>
/// <param name="Segments">Parts that a phone network charges; null where there are none.</param>
/// <param name="Cost">What it is likely to cost; null where that is not known.</param>
public sealed record SendPlan(IReadOnlyList<string> Ids, SmsSegments? Segments, CostEstimate? Cost);

/// <summary>One message on its way out.</summary>
/// <param name="Account">The account that sends it.</param>
/// <param name="To">Who it is for.</param>
/// <param name="Message">The message, without a command.</param>
/// <param name="AcceptedAt">When WhatSnap got it.</param>
/// <param name="IsFirstTry">True when nothing was tried before.</param>
public sealed record Sending(Account Account, Recipient To, OutboundMessage Message, DateTimeOffset AcceptedAt, bool IsFirstTry)
{
    /// <summary>Since when it is tried.</summary>
    public DateTimeOffset DueAt { get; init; } = AcceptedAt;
}

/// <summary>What a provider made of a message, or of a question about it.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The provider has it.</summary>
    public sealed record Known(ProviderStatus Status) : SendOutcome;

    /// <summary>Nothing was done now; the same may pass later.</summary>
    public sealed record NotNow(Failure Failure) : SendOutcome;

    /// <summary>It may have been done, or may still be.</summary>
    /// <param name="Failure">What it is called when it is never settled.</param>
    /// <param name="Hold">How long it must be left alone; null where a repeat does no harm.</param>
    public sealed record InDoubt(Failure Failure, TimeSpan? Hold) : SendOutcome;

    /// <summary>It will not pass.</summary>
    public sealed record Refused(Failure Failure, string? VendorCode) : SendOutcome;
}

/// <summary>The way out through one kind of account.</summary>
public interface IProvider
{
    /// <summary>True when this is an account of its kind, with what it needs.</summary>
    bool Carries(Account account);

    /// <summary>True while a message waits for the account instead of failing, because its owner can mend its state.</summary>
    bool WaitsFor(Account account);

    Task<SendPlan> PlanAsync(Account account, Recipient to, OutboundMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// What became of a try that was cut off; null when it may be made again, because nothing was sent or a repeat does no harm.
    /// </summary>
    Task<SendOutcome?> FindAsync(Sending sending, CancellationToken cancellationToken);

    /// <exception cref="LeaseLostException">Somebody else took the lane.</exception>
    Task<SendOutcome> SendAsync(Sending sending, LaneLease lease, CancellationToken cancellationToken);

    /// <summary>True when the state of what was sent can be asked; false when it comes by itself alone.</summary>
    bool CanBeAsked { get; }

    /// <summary>The state of what was sent; null when the provider does not know it.</summary>
    Task<SendOutcome?> AskAsync(Account account, string providerId, CancellationToken cancellationToken);
}

/// <summary>Which provider an account sends through.</summary>
public sealed class Providers(IEnumerable<IProvider> all)
{
    /// <summary>Null for an account that can't send.</summary>
    public IProvider? Of(Account account) => all.FirstOrDefault(one => one.Carries(account));
}
