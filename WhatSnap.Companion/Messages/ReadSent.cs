using WhatSnap.Companion.Health;

namespace WhatSnap.Companion.Messages;

/// <summary>Looks in Messages' database what became of the messages that were handed over.</summary>
internal sealed class ReadSent(MacPlaces places, SentJournal journal, TimeProvider time)
{
    private const long NotOnIMessage = 22;

    /// <summary>After it, nobody waits for a delivery any more.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromHours(24);

    /// <summary>True once Messages shows that a part went or did not.</summary>
    public bool IsSettled(string id, int index)
    {
        Look([journal.Find(id)!]);
        return StateOf(id, index) is { IsSent: true } or { Error: not 0 };
    }

    public bool HasFailed(string id, int index) => StateOf(id, index) is { Error: not 0 };

    /// <summary>True when it was tried by iMessage, the other side is not there, and SMS may follow.</summary>
    public bool IsRefusedByIMessage(string id, int index) =>
        journal.Find(id) is { MayFallBack: true } && StateOf(id, index) is { Error: NotOnIMessage };

    /// <summary>Brings every entry up to what Messages shows.</summary>
    public void Update()
    {
        var oldest = time.GetUtcNow() - Watched;
        var open = journal.All.Where(entry => entry.WasHandedOver && entry.Started > oldest
            && entry.State is SendState.MayHaveRun or SendState.Unknown or SendState.Sent).ToList();
        if (open.Count == 0) return;

        Look(open);
        using var db = ChatDb.Open(places.ChatDb, places.Home);
        foreach (var entry in open) journal.Change(entry.Id, current => Judge(current, db));
    }

    /// <summary>Finds rows of what was handed over and not yet seen.</summary>
    private void Look(IReadOnlyList<SentMessage> entries)
    {
        var unseen = entries.Where(entry => entry.Parts.Any(part => part is { IsStarted: true, Guid: null })).ToList();
        if (unseen.Count == 0) return;
        using var db = ChatDb.Open(places.ChatDb, places.Home);
        foreach (var row in db.SentAfter(unseen.Min(entry => entry.AfterRow)))
        {
            journal.Recognises(ForwardRules.MessageOf(row, db.AttachmentsOf(row.RowId)));
        }
    }

    private ChatRow? StateOf(string id, int index)
    {
        if (journal.Find(id)?.Parts[index].Guid is not { } guid) return null;
        using var db = ChatDb.Open(places.ChatDb, places.Home);
        return db.Find(guid);
    }

    private SentMessage Judge(SentMessage entry, ChatDb db)
    {
        var rows = entry.Parts.Select(part => part.Guid is { } guid ? db.Find(guid) : null).ToList();
        if (rows.FirstOrDefault(row => row is { Error: not 0 }) is { } failed)
        {
            return entry.MayFallBack && failed.Error == NotOnIMessage
                ? entry
                : entry with { State = SendState.Failed, Error = SendErrors.Of(failed.Error) };
        }

        if (rows.All(row => row is { IsSent: true }))
        {
            return entry with
            {
                State = rows.All(row => row!.IsDelivered) ? SendState.Delivered : SendState.Sent,
                Service = rows[0]!.WasDowngraded ? SendWay.Sms : rows[0]!.Service ?? entry.Service,
            };
        }

        return time.GetUtcNow() > entry.Started + entry.Limit ? entry with { State = SendState.Unknown } : entry;
    }
}
