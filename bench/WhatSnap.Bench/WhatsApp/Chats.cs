using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Traffic;
using WhatSnap.Local.Simulators.WhatsApp;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>One message that a customer is going to write.</summary>
internal sealed record PlannedChat(TimeSpan Due, int Customer, string Text, byte[]? Picture);

/// <summary>One message that a customer has written.</summary>
/// <param name="Customer">Who wrote it.</param>
/// <param name="Text">Its text, or what stands under its picture.</param>
/// <param name="Picture">Its picture.</param>
/// <param name="Id">WhatsApp's id.</param>
/// <param name="At">When WhatsApp had it.</param>
/// <param name="Position">Its place among this customer's messages.</param>
internal sealed record WrittenChat(Customer Customer, string Text, byte[]? Picture, string Id, DateTimeOffset At, int Position);

/// <summary>The customers' phones: who writes what and when, and what was written.</summary>
internal sealed class Chats(WhatsAppProcess whatsapp, ChaosOptions options)
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ConcurrentQueue<WrittenChat> _written = new();

    /// <summary>Every message that was written, in that order.</summary>
    public IReadOnlyList<WrittenChat> Written => [.. _written];

    /// <summary>Ends when all is written; WhatsApp keeps what it can't deliver.</summary>
    public async Task RunAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        foreach (var planned in Plan())
        {
            var wait = planned.Due - _time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, cancellationToken);
            await WriteAsync(customers[planned.Customer], planned.Text, planned.Picture, cancellationToken);
        }
    }

    public async Task WriteAsync(Customer customer, string text, byte[]? picture, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["to"] = customer.Account.Number };
        if (picture is null) body["text"] = text;
        else body["media"] = new JsonObject { ["kind"] = "image", ["mimetype"] = "image/png", ["data"] = Convert.ToBase64String(picture), ["caption"] = text };
        var position = _written.Count(chat => chat.Customer == customer);
        var sent = await whatsapp.CallAsync(HttpMethod.Post, $"/contacts/{customer.Digits}/send", body, cancellationToken);
        _written.Enqueue(new WrittenChat(customer, text, picture, sent.GetProperty("id").GetString()!, _time.GetUtcNow(), position));
    }

    private IEnumerable<PlannedChat> Plan()
    {
        var random = new Random(options.Seed + 2);
        var texts = new TextMaker(options.Seed + 2);
        return TrafficPlan.Slots(options, random).Select((customer, slot) =>
        {
            var due = TimeSpan.FromSeconds(slot / options.Pace);
            return random.NextDouble() switch
            {
                < 0.4 => new PlannedChat(due, customer, "ok", null),
                < 0.6 => new PlannedChat(due, customer, texts.UniqueText(), texts.Picture()),
                _ => new PlannedChat(due, customer, texts.UniqueText(), null),
            };
        });
    }
}
