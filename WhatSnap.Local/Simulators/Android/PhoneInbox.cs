using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>What comes to the phone over the air. What comes while the app does not run is told of when it starts.</summary>
internal sealed class PhoneInbox(PhoneStore store, PhoneHooks hooks, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<InboxText> _texts = [];
    private readonly HashSet<(string Sender, long Second, string Text)> _seen = [];

    /// <param name="from">Who wrote; a number, or a name.</param>
    /// <param name="text">What.</param>
    /// <param name="at">When the phone got it; null for now.</param>
    /// <param name="copies">As how many events the app tells of it.</param>
    /// <returns>False for a text that the app takes for a repetition: the same of the same sender in the same second.</returns>
    public bool Receive(string from, string text, DateTimeOffset? at, int copies)
    {
        var received = Milliseconds(at ?? time.GetUtcNow());
        lock (_lock)
        {
            if (!_seen.Add((from, received.ToUnixTimeSeconds(), text))) return false;
        }

        Keep(received, copies, () => Payload(from, text, received, payload =>
        {
            payload["message"] = text;
            hooks.Tell("sms:received", payload);
        }));
        return true;
    }

    /// <summary>An MMS: first it is announced, then it is there.</summary>
    public void ReceiveMms(string from, string? text, IReadOnlyList<MmsPart> parts, DateTimeOffset? at)
    {
        var received = Milliseconds(at ?? time.GetUtcNow());
        var number = store.NewId();
        Keep(received, copies: 1, () =>
        {
            Payload(from, number, received, payload =>
            {
                payload["transactionId"] = number;
                payload["size"] = parts.Sum(part => part.Data.Length);
                payload["contentClass"] = "IMAGE_BASIC";
                hooks.Tell("mms:received", payload);
            });
            Payload(from, number, received, payload =>
            {
                payload["body"] = text;
                payload["attachments"] = new JsonArray([.. parts.Select(Attachment)]);
                hooks.Tell("mms:downloaded", payload);
            });
        });
    }

    /// <summary>The app runs, or a server asks for what came between two times: tells what it has not told.</summary>
    public void TellMissed(DateTimeOffset since, DateTimeOffset until)
    {
        List<InboxText> missed;
        lock (_lock) missed = [.. _texts.Where(text => !text.IsTold && text.At >= since && text.At <= until)];
        missed.ForEach(Tell);
    }

    public void Clear()
    {
        lock (_lock)
        {
            // What the phone got before the app was there is not told.
            _texts.ForEach(text => text.IsTold = true);
            _seen.Clear();
        }
    }

    private void Keep(DateTimeOffset at, int copies, Action tell)
    {
        var text = new InboxText(at, () =>
        {
            for (var copy = 0; copy < copies; copy++) tell();
        });
        lock (_lock) _texts.Add(text);
        if (store.IsRunning) Tell(text);
        else if (store.Registration is null) text.IsTold = true;
    }

    private static void Tell(InboxText text)
    {
        text.IsTold = true;
        text.Tell();
    }

    private void Payload(string from, string content, DateTimeOffset at, Action<JsonObject> complete) => complete(new JsonObject
    {
        ["messageId"] = Hash($"{from}{at.ToUnixTimeMilliseconds()}{content}"),
        ["sender"] = from,
        ["phoneNumber"] = from,
        ["recipient"] = store.Options.SimCards > 1 ? null : store.Options.OwnNumber,
        ["simNumber"] = 1,
        ["receivedAt"] = hooks.Date(at),
    });

    private static JsonNode Attachment(MmsPart part, int index) => new JsonObject
    {
        ["partId"] = index + 1,
        ["contentType"] = part.ContentType,
        ["name"] = part.Name,
        ["size"] = part.Data.Length,
        ["data"] = Convert.ToBase64String(part.Data),
    };

    private static DateTimeOffset Milliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    /// <summary>Only 32 bits, as the app's own: two messages can have the same.</summary>
    private static string Hash(string text)
    {
        var hash = text.Aggregate(0u, (sum, letter) => unchecked((sum * 31) + letter));
        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
