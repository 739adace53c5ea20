using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Contacts;

/// <summary>
/// Decides whom the contacts of an account are given to: one user, or several in turn. An owner is never overwritten, and
/// only the first message to an account gives a contact to anybody.
/// </summary>
public sealed partial class AssignContact(GoHighLevelContacts crm, TurnTable turns, ILogger<AssignContact> logger)
{
    /// <summary>True when it must be known first whether a contact has an owner.</summary>
    public static bool MustSee(Account account, Sender sender) => sender.Seen is null && IsConcerned(account, sender);

    /// <summary>Whose turn it is for the sender in this lane; null when the account gives its contacts to nobody.</summary>
    public async Task<Turn?> DrawAsync(Account account, LaneId lane, CancellationToken cancellationToken) =>
        account.Assignment.UserIds switch
        {
            [] => null,
            [var only] => new Turn(only),
            var users => await turns.DrawAsync(account.Key, lane, users, cancellationToken),
        };

    /// <summary>Gives an existing contact without owner to a user, where the account says so.</summary>
    /// <returns>The turn to end once the contact is known; null when none was taken.</returns>
    public async Task<Turn?> RunAsync(
        LaneLease lease, Account account, Sender sender, CancellationToken cancellationToken)
    {
        var taken = sender.Turn;
        if (taken?.IsUsed == true || !IsConcerned(account, sender) || sender.Seen?.AssignedTo is not null)
        {
            // A creation that is refused after one that was cut off mostly finds what that one made.
            return taken is null ? null : taken with { IsUsed = taken.IsUsed || taken.IsRepeat };
        }

        var turn = taken ?? (await DrawAsync(account, lease.Lane, cancellationToken))!;
        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        try
        {
            await crm.AssignAsync(
                account.LocationId, sender.Known.ContactId, turn.UserId, lease.Window, cancellationToken);
        }
        catch (GoHighLevelException refused) when (IsRefusalOfUser(refused))
        {
            LogRefused(turn.UserId, sender.Known.ContactId);
        }

        return turn with { IsUsed = true };
    }

    /// <summary>Ends a turn: one that was not used goes to the next sender.</summary>
    public Task EndAsync(Turn turn, CancellationToken cancellationToken) =>
        turn.Number is null ? Task.CompletedTask : turns.EndAsync(turn, cancellationToken);

    /// <summary>
    /// True when a call may have been refused because of the user that it named. GoHighLevel documents no answer for that,
    /// so any clear refusal of what was sent counts.
    /// </summary>
    internal static bool IsRefusalOfUser(GoHighLevelException refused) =>
        refused is { Outcome: CallOutcome.Refused, ExistingContactId: null }
        && (refused.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity
            || refused.VendorMessage?.Contains("user does not exist", StringComparison.OrdinalIgnoreCase) == true);

    private static bool IsConcerned(Account account, Sender sender) =>
        account.Assignment is { UserIds.Count: > 0, IncludesExisting: true }
        && sender.HasWritten && !sender.IsNew && !sender.Known.HasWrittenTo(account.AccountId);

    [LoggerMessage(LogLevel.Warning, "User {UserId} was refused as owner of contact {ContactId}, which stays without one")]
    private partial void LogRefused(string userId, string contactId);
}
