using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>What keeps the dead letters of a location from coming back now, and which account each goes to.</summary>
/// <param name="Location">What is wrong with the location's access; null when nothing is.</param>
/// <param name="Accounts">Its accounts, by id.</param>
/// <param name="Successors">Accounts with the number of a removed one, by the id of that.</param>
public sealed record Hindrances(
    Failure? Location, IReadOnlyDictionary<string, Account> Accounts, IReadOnlyDictionary<string, Account> Successors)
{
    /// <summary>Why a letter would fail again at once; null when it may come back.</summary>
    public Failure? Of(LetterEntry letter) =>
        letter.Code == Failures.SenderWithoutNumber.Code ? Failures.SenderWithoutNumber
        : Location ?? (AccountOf(letter.AccountId) is null ? Failures.AccountGone : null);

    /// <summary>The account that a letter goes to: its own, or the one that took its place.</summary>
    public Account? AccountOf(string accountId) => Accounts.GetValueOrDefault(accountId) ?? Successors.GetValueOrDefault(accountId);

    /// <summary>How a letter comes back.</summary>
    public Replay ReplayOf(string accountId, bool isAutomatic) =>
        new(Accounts.ContainsKey(accountId) ? null : Successors.GetValueOrDefault(accountId)?.AccountId, isAutomatic);
}

/// <summary>Reads what keeps dead letters from coming back.</summary>
public sealed class ReadHindrances(AccountTable accounts, RemovedAccounts removed, ReadLocationStatus status)
{
    private static readonly IReadOnlyList<LocationStatus> Closed =
        [LocationStates.ReconnectNeeded, LocationStates.AgencyReconnectNeeded, LocationStates.Uninstalled, LocationStates.NotInstalled];

    public async Task<Hindrances> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var state = await status.RunAsync(locationId, cancellationToken);
        var (all, _) = await accounts.ListAsync(locationId, cancellationToken);

        // One that is being connected may still turn out to be none.
        List<Account> lasting = [.. all.Where(account => account.StateCode != AccountStates.Pending.Code)];
        return new Hindrances(
            Closed.Contains(state) ? new Failure(state.Code, state.Sentence, state.NextAction) : null,
            all.ToDictionary(account => account.AccountId),
            await removed.SuccessorsAsync(locationId, lasting, cancellationToken));
    }
}
