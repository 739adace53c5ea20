using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Consent;

/// <summary>
/// Sets do-not-disturb in GoHighLevel for a contact who opted out, and takes away for one who came back what WhatSnap itself set.
/// What a person set there stays. Doing it again changes nothing.
/// </summary>
public sealed partial class TellConsent(
    ConsentTable consents, KnownContacts contacts, GoHighLevelDoNotDisturb crm, IWorkQueue queue, TimeProvider time,
    ILogger<TellConsent> logger)
{
    /// <summary>The code by which WhatSnap knows in GoHighLevel what it set; a person who changes it leaves another.</summary>
    public const string Mark = "whatsnap";

    /// <summary>With the waits between them, about an hour.</summary>
    private const int MostRefusals = 8;

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);
    private static readonly TimeSpan PoisonWait = TimeSpan.FromMinutes(5);

    /// <summary>What GoHighLevel's clock may be behind ours, by which an event of it is judged newer.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private static readonly string[] Channels = [DoNotDisturb.SmsChannel, DoNotDisturb.WhatsAppChannel];
    private static readonly ChannelDnd Stopped = new("active", "The contact asked for no more messages (WhatSnap).", Mark);
    private static readonly ChannelDnd Started = new("inactive", "The contact takes messages again (WhatSnap).", Mark);

    /// <summary>From the queue: tells, and comes again later while GoHighLevel does not take it.</summary>
    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, ConsentWork.FromJson) is not { } work) return;
        try
        {
            await RunAsync(work.LocationId, work.ContactId, cancellationToken);
        }
        catch (GoHighLevelException failed)
        {
            var isOver = failed.IsContactGone || time.GetUtcNow() - work.Since > GiveUpAfter || (!failed.IsTransient && !failed.IsAccessLost && work.Tries >= MostRefusals);
            if (isOver) LogGivenUp(work.ContactId, work.LocationId, failed.StatusCode, failed.Code);
            else await PutAsync(work, failed.RetryAfter ?? HandleEvents.Backoff(work.Tries), cancellationToken);
        }
    }

    /// <summary>Puts work that failed five times back, later.</summary>
    public async Task ReturnAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, ConsentWork.FromJson) is { } work) await PutAsync(work, PoisonWait, cancellationToken);
    }

    /// <summary>Tells GoHighLevel where a contact stands, if it was not told yet.</summary>
    /// <exception cref="GoHighLevelException">It was not told.</exception>
    public async Task RunAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        while (await consents.FindAsync(locationId, contactId, cancellationToken) is { IsTold: false } state)
        {
            var at = time.GetUtcNow() - Skew;
            var before = await crm.ReadAsync(locationId, contactId, cancellationToken);
            List<string> concerned = state.IsStopped
                ? [.. Channels.Where(channel => !before.IsOn(channel))]
                : [.. state.SetByUs.Where(channel => before.Channels.TryGetValue(channel, out var one) && IsOurs(one))];

            // Noted before it is set: should we die in between, it is known that nobody else set it.
            List<string> ours = [.. state.SetByUs.Union(concerned)];
            if (await consents.TryUpdateAsync(state with { SetByUs = ours }, cancellationToken) is not { } noted) continue;

            var after = concerned.Count == 0 ? before : before.With(concerned, state.IsStopped ? Stopped : Started);
            if (concerned.Count > 0) await crm.SetAsync(locationId, contactId, after, cancellationToken);
            await contacts.SeeDndAsync(locationId, contactId, after.Whole, at, cancellationToken);
            var told = noted with { ToldVersion = noted.Version, SetByUs = noted.IsStopped ? ours : [] };
            if (await consents.TryUpdateAsync(told, cancellationToken) is not null) LogTold(contactId, state.IsStopped ? "stopped" : "started");
            else await TellAnewAsync(locationId, contactId, ours, cancellationToken);
        }
    }

    /// <summary>The contact changed its mind while GoHighLevel was being told: whoever told that may not have seen what was set here.</summary>
    private async Task TellAnewAsync(string locationId, string contactId, IReadOnlyList<string> ours, CancellationToken cancellationToken)
    {
        while (await consents.FindAsync(locationId, contactId, cancellationToken) is { } newer)
        {
            var anew = newer with { ToldVersion = 0, SetByUs = [.. newer.SetByUs.Union(ours)] };
            if (await consents.TryUpdateAsync(anew, cancellationToken) is not null) return;
        }
    }

    /// <summary>True for what is on and bears our mark, or none because GoHighLevel did not keep it.</summary>
    private static bool IsOurs(ChannelDnd one) => one is { Status: "active", Code: null or "" or Mark };

    private Task<WorkReceipt> PutAsync(ConsentWork work, TimeSpan wait, CancellationToken cancellationToken) =>
        queue.SendAsync(QueueNames.TellConsent, (work with { Tries = work.Tries + 1 }).ToJson(), wait, cancellationToken);

    [LoggerMessage(LogLevel.Information, "GoHighLevel was told that contact {ContactId} has {Kind} messages")]
    private partial void LogTold(string contactId, string kind);

    [LoggerMessage(LogLevel.Error, "GoHighLevel does not take the consent of contact {ContactId} of location {LocationId} ({Status} {Code}); WhatSnap keeps to it all the same")]
    private partial void LogGivenUp(string contactId, string locationId, HttpStatusCode? status, string? code);
}
