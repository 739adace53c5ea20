using System.Net;
using System.Security.Cryptography;
using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion.Messages;

/// <summary>Gives WhatSnap what comes and goes on this Mac; the cursor moves when each message was stored, known already, or rejected.</summary>
internal sealed class ForwardMessages(ReadMessages reading, DeviceApi api, SentJournal journal, KeptFiles kept, ServerClock clock, Action<string> say)
{
    /// <summary>Messages in one call.</summary>
    public const int AtOnce = 50;

    private const int LongestText = 16_000;

    private const int MostFiles = 10;

    private const string Cut = " [the rest is on the Mac]";

    private const string NotYet = "not_yet";

    private const string FileMissing = "attachment_missing";

    /// <summary>When what WhatSnap will take is brought again: somebody may sit before the dashboard and wait for the test text.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly string[] Taken = ["stored", "duplicate", "rejected"];

    /// <summary>True while WhatSnap takes no files, as before this Mac serves its account: messages are brought without them.</summary>
    private bool _keepsFiles;

    /// <summary>Forwards what is there now; gives how many messages were taken.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (reading.Poll() is not { } batch) return 0;

        // What WhatSnap itself gave to send is told by receipts.
        var messages = batch.Messages.Where(message => !journal.Recognises(message)).ToList();
        var waiting = 0;
        foreach (var some in messages.Chunk(AtOnce)) waiting += await UploadAsync(some, cancellationToken);
        if (waiting > 0) throw new DeviceApiException(status: null, "WhatSnap takes messages once the dashboard says that this Mac is connected.") { RetryAfter = Soon };
        reading.Taken(batch);
        kept.Save(batch.Next);
        return messages.Count;
    }

    /// <summary>Gives how many messages WhatSnap does not take yet.</summary>
    private async Task<int> UploadAsync(MacMessage[] messages, CancellationToken cancellationToken)
    {
        var items = new List<WireInboxItem>();
        foreach (var message in messages) items.Add(await ItemAsync(message, cancellationToken));
        return await PostAsync(items, cancellationToken);
    }

    private async Task<int> PostAsync(IReadOnlyList<WireInboxItem> items, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAsync(items, cancellationToken);
        }
        catch (DeviceApiException large) when (large.Status == HttpStatusCode.RequestEntityTooLarge && items.Count > 1)
        {
            var waiting = 0;
            foreach (var half in items.Chunk((items.Count + 1) / 2)) waiting += await PostAsync(half, cancellationToken);
            return waiting;
        }
    }

    private async Task<int> StoreAsync(IReadOnlyList<WireInboxItem> items, CancellationToken cancellationToken)
    {
        var results = await api.InboxAsync(items, cancellationToken);
        if (results.Any(one => one.Result is "stored" or FileMissing)) _keepsFiles = false;
        var known = results.Where(one => one.Result == NotYet || Taken.Contains(one.Result)).Select(one => one.Key).ToHashSet();
        if (items.Count(item => !known.Contains(item.Key)) is var left and > 0)
        {
            throw new DeviceApiException(status: null, $"WhatSnap did not say what became of {left} of {items.Count} messages.")
            {
                RetryAfter = results.Any(one => one.Result == FileMissing) ? Soon : null,
            };
        }

        // Told once all are taken: until then they come again and again.
        if (results.Count(one => one.Result == NotYet) is var waiting and > 0) return waiting;
        var rejected = results.Where(one => one.Result == "rejected").ToList();
        say($"Forwarded {items.Count - rejected.Count} messages.");
        foreach (var reason in rejected.GroupBy(one => one.Reason)) say($"WhatSnap rejected {reason.Count()} messages: {reason.Key}");
        return 0;
    }

    private async Task<WireInboxItem> ItemAsync(MacMessage message, CancellationToken cancellationToken)
    {
        var (files, notes) = (new List<WireInboxFile>(), new List<string>());
        foreach (var file in message.Attachments.Where(one => !one.IsHidden))
        {
            if (files.Count == MostFiles) notes.Add($"[{file.Name ?? "A file"} is one too many]");
            else if (await FileAsync(file, notes, cancellationToken) is { } uploaded) files.Add(uploaded);
        }

        var text = string.Join("\n", notes.Prepend(message.Text).Where(line => line.Length > 0));
        if (text.Length > LongestText) text = $"{text[..(LongestText - Cut.Length)]}{Cut}";
        var (from, to) = message.IsFromMe ? (message.OwnAddress, message.Peer) : (message.Peer, message.OwnAddress);
        return new WireInboxItem(
            message.Id, message.IsFromMe ? "out" : "in", from, to, message.ChatGuid, IsGroup: false, message.Service?.ToLowerInvariant(), text,
            DateOf(message), files);
    }

    /// <summary>Without a date it is of now, and nothing is of later: this Mac's clock may be ahead.</summary>
    private DateTimeOffset DateOf(MacMessage message) => message.SentAt is { } sentAt && sentAt <= clock.Now ? sentAt : clock.Now;

    /// <summary>Null, with a note for people, when the file stays on the Mac.</summary>
    private async Task<WireInboxFile?> FileAsync(MacAttachment file, List<string> notes, CancellationToken cancellationToken)
    {
        try
        {
            if (!file.IsHere) return Left("is not on the Mac");
            var size = new FileInfo(file.Path!).Length;
            if (size > DeviceApi.LargestFile) return Left("is larger than 25 MB");

            var sha256 = Convert.ToHexStringLower(await HashAsync(file.Path!, cancellationToken));
            if (!_keepsFiles) await UploadAsync(file, sha256, cancellationToken);
            return new WireInboxFile(sha256, file.Name, file.MimeType, size);
        }
        catch (DeviceApiException refused) when (refused.IsFinal)
        {
            return Left("was not accepted");
        }
        catch (Exception unreadable) when (unreadable is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Left("can't be read on the Mac");
        }

        WireInboxFile? Left(string why)
        {
            notes.Add($"[{file.Name ?? "A file"} {why}]");
            return null;
        }
    }

    /// <summary>When WhatSnap takes the message without having the file, it asks for it.</summary>
    private async Task UploadAsync(MacAttachment file, string sha256, CancellationToken cancellationToken)
    {
        try
        {
            await api.UploadAsync(file.Path!, sha256, file.MimeType, cancellationToken);
        }
        catch (DeviceApiException early) when (early.Status == HttpStatusCode.Conflict)
        {
            _keepsFiles = true;
        }
    }

    private static async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await SHA256.HashDataAsync(file, cancellationToken);
    }
}
