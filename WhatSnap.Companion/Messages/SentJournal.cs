using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion.Messages;

/// <summary>What this Mac was given to send; written down before each step, so that nothing is handed over twice, whenever the program ends.</summary>
internal sealed class SentJournal
{
    /// <summary>So long it is known what was sent.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly KeptFiles _kept;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, SentMessage> _entries;

    /// <summary>Whoever wrote it has ended: what had not been handed over then did not go, and nothing is sent another way any more.</summary>
    public SentJournal(KeptFiles kept, TimeProvider time)
    {
        (_kept, _time) = (kept, time);
        _entries = kept.Sent().Select(AfterRestart).ToDictionary(entry => entry.Id);
    }

    public IReadOnlyList<SentMessage> All
    {
        get
        {
            lock (_lock) return [.. _entries.Values];
        }
    }

    public SentMessage? Find(string id)
    {
        lock (_lock) return _entries.GetValueOrDefault(id);
    }

    public SentMessage Put(SentMessage entry)
    {
        lock (_lock)
        {
            _entries[entry.Id] = entry;
            var oldest = _time.GetUtcNow() - Memory;
            foreach (var old in _entries.Values.Where(one => one.Started < oldest).ToList()) _entries.Remove(old.Id);
            _kept.Save([.. _entries.Values]);
            return entry;
        }
    }

    /// <summary>Changes an entry as it stands now, and gives it.</summary>
    public SentMessage Change(string id, Func<SentMessage, SentMessage> change)
    {
        lock (_lock) return change(_entries[id]) is var changed && changed == _entries[id] ? changed : Put(changed);
    }

    /// <summary>True when this message is one that WhatSnap gave to send; remembers which.</summary>
    public bool Recognises(MacMessage message)
    {
        lock (_lock)
        {
            var found = _entries.Values.Select(entry => (Entry: entry, Part: entry.PartOf(message))).Where(one => one.Part >= 0)
                .OrderByDescending(one => one.Entry.Parts[one.Part].Was(message)).ThenBy(one => one.Entry.Started).FirstOrDefault();
            if (found.Entry is null) return false;
            if (!found.Entry.Parts[found.Part].Was(message)) Put(found.Entry.With(found.Part, part => part with { Guid = message.Id }));
            return true;
        }
    }

    private static SentMessage AfterRestart(SentMessage entry) => entry.State == SendState.NotStarted
        ? entry with { State = SendState.Failed, Error = SendErrors.NotStarted }
        : entry with { MayFallBack = false };
}

/// <summary>Why a message did not go; WhatSnap has a sentence for each.</summary>
internal static class SendErrors
{
    public const string NotStarted = "not_started";

    public const string Expired = "expired";

    public const string FileUnavailable = "file_unavailable";

    public const string Empty = "empty";

    public const string NotOnIMessage = "not_on_imessage";

    public const string FileRefused = "file_refused";

    /// <summary>With Messages' own number behind it.</summary>
    public const string Messages = "messages_";

    public static string Of(long error) => error switch
    {
        22 => NotOnIMessage,
        25 => FileRefused,
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Messages}{error}"),
    };
}
