using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using WhatSnap.Bench.Chaos;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Messages;

namespace WhatSnap.Bench.Devices;

/// <summary>A message that came to a device.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="From">Who wrote.</param>
/// <param name="Text">What; empty where a picture came alone.</param>
/// <param name="Files">Pictures that came with it.</param>
/// <param name="Date">When the device received it.</param>
/// <param name="CameAt">When it came in this run: later than its date where the device was away for days.</param>
internal sealed record ReceivedText(string Device, string From, string Text, IReadOnlyList<InboundMedia> Files, DateTimeOffset Date, DateTimeOffset CameAt)
{
    /// <summary>Under which WhatSnap names it in GoHighLevel.</summary>
    public string Id { get; } = DeviceItem.Received(From, Text, Date, Files, null, Date).MessageId;

    public int Pictures => Files.Count;

    /// <summary>How hosts were told of it.</summary>
    public PostTrace Posts { get; } = new();

    public DateTimeOffset? AcceptedAt => Posts.AcceptedAt;

    public DateTimeOffset FirstPosted => Posts.Attempts.Min(attempt => attempt.At);

    public override string ToString() => $"{From} to {Device} of {Date:yyyy-MM-dd HH:mm:ss.fff}";
}

/// <summary>What came to devices, and what they told of it.</summary>
internal sealed class DeviceJournal
{
    private readonly ConcurrentDictionary<string, ReceivedText> _received = new(StringComparer.Ordinal);

    public IReadOnlyList<ReceivedText> Received => [.. _received.Values.OrderBy(text => text.CameAt)];

    /// <summary>Tellings of messages that a host had been told of already.</summary>
    public int Repeats => _received.Values.Sum(text => Math.Max(0, text.Posts.Attempts.Count - 1));

    public FaultLog Faults { get; } = new();

    public void Add(ReceivedText text) => _received[KeyOf(text.From, text.Date)] = text;

    public ReceivedText? Find(string from, DateTimeOffset date) => _received.GetValueOrDefault(KeyOf(from, date));

    /// <summary>A sender writes no two texts in one millisecond.</summary>
    private static string KeyOf(string from, DateTimeOffset date) => $"{from} {date.ToUnixTimeMilliseconds()}";
}

/// <summary>Stands between a phone and the network, and notes when which message was told and answered.</summary>
internal sealed class NoteTellings(DeviceJournal journal) : DelegatingHandler
{
    private readonly TimeProvider _time = TimeProvider.System;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || request.Content is null) return await base.SendAsync(request, cancellationToken);
        var told = await ToldAsync(request.Content, cancellationToken);
        var (at, isRepeat) = (_time.GetUtcNow(), told?.Posts.Attempts.Count > 0);
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var now = _time.GetUtcNow();
            told?.Posts.Add(new Attempt(at, "a host", isRepeat, $"{(int)answer.StatusCode} at {now:HH:mm:ss.fff}"), answer.IsSuccessStatusCode ? now : null);
            return answer;
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
        {
            told?.Posts.Add(new Attempt(at, "a host", isRepeat, broken.GetType().Name), null);
            throw;
        }
    }

    private async Task<ReceivedText?> ToldAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await content.LoadIntoBufferAsync(cancellationToken);
        var body = await content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return body.TryGetProperty("payload", out var payload) && payload.TryGetProperty("receivedAt", out var date)
            ? journal.Find(payload.GetProperty("sender").GetString()!, date.GetDateTimeOffset())
            : null;
    }
}
