using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Finds accounts that are said to be connected and hear nothing: by the age of their last traffic, by what the gateway could not
/// catch up with, and by a question that WhatsApp itself answers. Such a session is started anew; where that does not help, the account
/// shows it.
/// </summary>
public sealed class CheckHearing(
    WahaMessages waha, Traffic traffic, RepairWhatsApp repair, AccountTable accounts, TimeProvider time)
{
    /// <summary>Younger traffic is proof enough.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMinutes(30);

    /// <summary>A pause below this is nothing unusual, whatever came before.</summary>
    internal static readonly TimeSpan LeastSilence = TimeSpan.FromDays(1);

    /// <summary>What is seen once may pass: it has to be there at the next look too.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(4);

    /// <summary>How long a connection that was made anew has to show that it hears.</summary>
    private static readonly TimeSpan Helped = TimeSpan.FromMinutes(30);

    /// <summary>The time between two looks.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    /// <summary>How old the time at which the phone was seen may become before it is written again.</summary>
    private static readonly TimeSpan Rewrite = TimeSpan.FromHours(6);

    public async Task RunAsync(Account account, WahaSession session, CancellationToken cancellationToken)
    {
        var health = account.Health ?? new LinkHealth();
        var heard = await traffic.ReadAsync(account, cancellationToken);
        var connected = account.ConnectedAt ?? account.CreatedAt;
        var last = heard is { At: var at } && at > connected ? at : connected;
        var quiet = time.GetUtcNow() - last;
        await NotePhoneAsync(account, session.PhoneSeenAt ?? heard?.PhoneAt, cancellationToken);

        if (quiet >= Quiet && await IsDeafAsync(account, session, quiet, cancellationToken))
        {
            await TreatDeafAsync(account, health, cancellationToken);
        }
        else if (heard is not null && quiet >= LeastSilence && quiet >= 2 * heard.UsualPause)
        {
            await TreatSilentAsync(account, health, last, cancellationToken);
        }
        else if (health is not { DeafSince: null, Restarts: 0 } || health.IsUnheard)
        {
            await SaveAsync(account, session, now => now with { DeafSince = null, Restarts = 0, RestartedAt = null }, cancellationToken);
        }
    }

    private async Task NotePhoneAsync(Account account, DateTimeOffset? seenAt, CancellationToken cancellationToken)
    {
        if (seenAt is not { } seen || seen - account.Health?.PhoneSeenAt < Rewrite) return;
        await UpdateAsync(account, now => seen - now.PhoneSeenAt < Rewrite ? now : now with { PhoneSeenAt = seen }, cancellationToken);
    }

    private async Task TreatDeafAsync(Account account, LinkHealth health, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isShown = health.Restarts > 0 && health.DeafSince is not null;
        await UpdateAsync(
            account, known => (isShown ? known.In(AccountStates.Deaf, now) : known) with { DeafSince = known.DeafSince ?? now }, cancellationToken);
        if (now - health.DeafSince >= Lasting) await repair.RunAsync(account, LinkRemedy.Restart, cancellationToken);
    }

    /// <summary>It may be a quiet account: one new connection shows whether something waits.</summary>
    private async Task TreatSilentAsync(Account account, LinkHealth health, DateTimeOffset last, CancellationToken cancellationToken)
    {
        if (!(health.RestartedAt > last)) await repair.RunAsync(account, LinkRemedy.Restart, cancellationToken);
        else if (time.GetUtcNow() - health.RestartedAt >= Helped) await UpdateAsync(account, known => known.In(AccountStates.Silent, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>A session without an answer, or one that can't get what waits for it. WhatsApp is asked at most twice an hour, until something is wrong.</summary>
    private async Task<bool> IsDeafAsync(Account account, WahaSession session, TimeSpan quiet, CancellationToken cancellationToken)
    {
        if (session.CaughtUp == false) return true;
        var isDue = quiet.Ticks % Quiet.Ticks < Look.Ticks || account.Health?.DeafSince is not null;
        if (!isDue || account.Number is not { } number) return false;
        using var limit = new CancellationTokenSource(AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await waha.FindChatAsync(account.WhatsApp!, number, either.Token);
            return false;
        }
        catch (WahaException failed)
        {
            // A gateway that went away, or a session that does not say any more that it works, is another matter.
            return !failed.IsNotReached && !failed.IsNotWorking;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    /// <summary>It hears: what is shown now is what the session itself says.</summary>
    private Task<AccountWrite> SaveAsync(Account account, WahaSession session, Func<LinkHealth, LinkHealth> change, CancellationToken cancellationToken) => UpdateAsync(
        account,
        known => known.IsUnheard ? change(known).In(session.IsRestricted ? AccountStates.Restricted : null, time.GetUtcNow()) : change(known),
        cancellationToken);

    private Task<AccountWrite> UpdateAsync(Account account, Func<LinkHealth, LinkHealth> change, CancellationToken cancellationToken) => accounts.UpdateAsync(
        account.Key,
        now => LinkVerdict.Concerns(now) && change(now.Health ?? new LinkHealth()) is var health && health != now.Health ? now with { Health = health } : null,
        cancellationToken);
}
