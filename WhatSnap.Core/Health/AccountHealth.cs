using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Safety;

namespace WhatSnap.Core.Health;

/// <summary>How an account fares, by what is known now.</summary>
/// <param name="Account">The account.</param>
/// <param name="Heard">When it last had traffic; null for never.</param>
/// <param name="Signs">What is wrong.</param>
/// <param name="Since">Nothing is missing since then, as far as it was looked.</param>
/// <param name="Backlog">Its messages that did not go through.</param>
public sealed record AccountHealth(Account Account, Heard? Heard, IReadOnlyList<HealthSign> Signs, DateTimeOffset Since, Backlog Backlog)
{
    private const int Best = 100;

    /// <summary>How long a time of which messages may be missing lowers the score.</summary>
    private static readonly TimeSpan GapCounts = TimeSpan.FromDays(7);

    /// <summary>0 (does not work) to 100 (nothing is wrong); each sign takes its points. Null for an account that is not connected: no health may be claimed for it.</summary>
    public int? Score => AccountStates.IsConnected(Account.ShownState) ? Math.Max(0, Best - Signs.Sum(sign => sign.Points)) : null;

    /// <summary>Until when it was looked whether something is missing: compared with Twilio's list, or all told by WhatsApp; null before the first time.</summary>
    public DateTimeOffset? CheckedUntil => Account.ReconciledUntil;

    /// <summary>Until when all that the provider itself lists stands here; null before the first comparison, and where it keeps no list.</summary>
    public DateTimeOffset? ComparedUntil => Account.Twilio is not null ? Account.ReconciledUntil
        : Account.Health?.Compared is { HasList: true } compared ? compared.Until
        : null;

    /// <summary>The health of an account by its row, its traffic and its messages.</summary>
    public static AccountHealth Of(Account account, Heard? heard, Backlog backlog, DateTimeOffset now)
    {
        var connected = account.ConnectedAt ?? account.CreatedAt;
        var gaps = account.Health?.Gaps ?? [];
        var since = gaps.Select(gap => gap.Until).Append(connected).Max();
        return new AccountHealth(account, heard, [.. SignsOf(account, gaps, now), .. SignsOf(backlog, now)], since, backlog);
    }

    private static IEnumerable<HealthSign> SignsOf(Account account, IReadOnlyList<Gap> gaps, DateTimeOffset now)
    {
        if (HealthSigns.Find(account.ShownState) is { } state) yield return state;
        if (AccountNotes.PhoneUnseenFor(account, now) is { } unseen
            && HealthSigns.PhoneUnseen.FirstOrDefault(one => unseen >= TimeSpan.FromDays(one.Days)) is { Sign: { } sign }) yield return sign;
        if (SafetyTable.Of(account) is not null && account.Safety.Pause is { } pause && pause.IsOn(now) && HealthSigns.Find(pause.Code) is { } paused) yield return paused;
        if (gaps.Any(gap => now - gap.Until < GapCounts)) yield return HealthSigns.MessagesMissing;
    }

    private static IEnumerable<HealthSign> SignsOf(Backlog backlog, DateTimeOffset now)
    {
        if (backlog.WaitsLong(now)) yield return HealthSigns.MessagesWaiting;
        if (backlog.IsFailing) yield return HealthSigns.MessagesFailing;
    }
}

/// <summary>Reads how all accounts of a location and the location itself fare.</summary>
public sealed class ReadHealth(AccountTable accounts, Traffic traffic, ReadLocationStatus status, ReadBacklog backlog, TimeProvider time)
{
    public async Task<LocationHealth> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var (all, _) = await accounts.ListAsync(locationId, cancellationToken);
        var state = await status.RunAsync(locationId, cancellationToken);
        var open = await backlog.RunAsync(locationId, cancellationToken);
        var found = new List<AccountHealth>();
        foreach (var account in all)
        {
            var heard = await traffic.ReadAsync(account, cancellationToken);
            found.Add(AccountHealth.Of(account, heard, open.GetValueOrDefault(account.AccountId, Backlog.None), time.GetUtcNow()));
        }

        var isStuck = open.GetValueOrDefault("", Backlog.None).WaitsLong(time.GetUtcNow());
        HealthSign?[] own = [HealthSigns.Find(state.Code), isStuck ? HealthSigns.ChoicesWaiting : null];
        return new LocationHealth(state, [.. own.OfType<HealthSign>()], found);
    }
}

/// <summary>How a location fares.</summary>
/// <param name="Status">The state of its access to GoHighLevel.</param>
/// <param name="OwnSigns">What is wrong with it, whatever its accounts do.</param>
/// <param name="Accounts">Its accounts, oldest first.</param>
public sealed record LocationHealth(LocationStatus Status, IReadOnlyList<HealthSign> OwnSigns, IReadOnlyList<AccountHealth> Accounts)
{
    private bool IsInstalled => Status != LocationStates.Uninstalled && Status != LocationStates.NotInstalled;

    /// <summary>True for what is there to be well or ill: an installed location (empty), and each of its accounts that is not being removed.</summary>
    public bool Has(string accountId) => IsInstalled
        && (accountId.Length == 0 || Accounts.Any(one => one.Account.AccountId == accountId && one.Account.StateCode != AccountStates.Removing.Code));

    /// <summary>All that is wrong: an account's id, empty for the location itself, and the sign.</summary>
    public IEnumerable<(string AccountId, HealthSign Sign)> Signs
    {
        get
        {
            // Whoever uninstalled WhatSnap is told nothing any more.
            if (!IsInstalled) yield break;
            foreach (var own in OwnSigns) yield return ("", own);
            foreach (var one in Accounts)
            {
                foreach (var sign in one.Signs) yield return (one.Account.AccountId, sign);
            }
        }
    }
}
