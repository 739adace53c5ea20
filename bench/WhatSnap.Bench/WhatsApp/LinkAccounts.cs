using System.Collections.Concurrent;
using System.Text.Json;
using WhatSnap.Bench.Chaos;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>
/// Adds accounts by the API and has the simulated phones scan their third code. Meanwhile it measures how long a code takes from its
/// announcement by the gateway to the API.
/// </summary>
internal sealed class LinkAccounts(ChaosBed bed, Gateways gateways)
{
    private const int Scanned = 3;
    private const long FirstNumber = 15_005_550_170;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(75);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly HostApi _api = new(bed);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<DateTimeOffset>> _announced = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _events = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<double> _first = new();
    private readonly ConcurrentQueue<double> _took = new();

    /// <summary>Milliseconds from the announcement of each new code to its appearance at the API.</summary>
    public IReadOnlyList<double> CodesTook => [.. _took];

    /// <summary>The same for the first code of each account, of hosts that have just started.</summary>
    public IReadOnlyList<double> FirstCodesTook => [.. _first];

    /// <summary>Takes every event of the gateways on its way.</summary>
    public void Note(byte[] body)
    {
        var said = JsonElement.Parse(body);
        if (said.GetProperty("event").GetString() != "session.status"
            || said.GetProperty("payload").GetProperty("status").GetString() != "SCAN_QR_CODE"
            || !_events.TryAdd(said.GetProperty("id").GetString()!, true)) return;
        _announced.GetOrAdd(said.GetProperty("session").GetString()!, _ => new())
            .Enqueue(DateTimeOffset.FromUnixTimeMilliseconds(said.GetProperty("timestamp").GetInt64()));
    }

    public async Task<IReadOnlyList<LinkedAccount>> RunAsync(int accounts, CancellationToken cancellationToken)
    {
        var linked = await Task.WhenAll(Enumerable.Range(0, accounts).Select(index => LinkAsync(index, cancellationToken)));
        return linked;
    }

    /// <summary>What the API says of an account.</summary>
    public Task<JsonElement> ReadAsync(string accountId, CancellationToken cancellationToken) =>
        _api.CallAsync(HttpMethod.Get, $"api/accounts/{accountId}", null, cancellationToken);

    private async Task<LinkedAccount> LinkAsync(int index, CancellationToken cancellationToken)
    {
        var name = $"Line {index + 1}";
        var number = $"{FirstNumber + index}";
        var added = await _api.CallAsync(HttpMethod.Post, "api/accounts", new { kind = "whatsapp", name }, cancellationToken);
        var id = added.GetProperty("id").GetString()!;
        await WatchCodesAsync(id, cancellationToken);
        await ScanAsync(number, $"wa-{id}", cancellationToken);
        JsonElement account;
        while ((account = await ReadAsync(id, cancellationToken)).GetProperty("state").GetProperty("code").GetString() != "active")
        {
            await Task.Delay(Look, _time, cancellationToken);
        }

        // What is measured is how much passes, not how much is wise.
        await _api.CallAsync(HttpMethod.Put, $"api/accounts/{id}/safety", new { mode = "off" }, cancellationToken);
        return new LinkedAccount(id, name, number, account.GetProperty("tag").GetString()!);
    }

    /// <summary>Ends when the third code is shown.</summary>
    private async Task WatchCodesAsync(string id, CancellationToken cancellationToken)
    {
        var shown = "";
        for (var codes = 0; codes < Scanned;)
        {
            var view = await _api.CallAsync(HttpMethod.Get, $"api/accounts/{id}/qr", null, cancellationToken);
            var now = _time.GetUtcNow();
            if (view.GetProperty("code") is { ValueKind: JsonValueKind.Object } code && code.GetProperty("svg").GetString() is { } svg && svg != shown)
            {
                // The first announcement belongs to the first code that is shown, and so on.
                shown = svg;
                (codes == 0 ? _first : _took).Enqueue((now - _announced[$"wa-{id}"].ElementAt(codes++)).TotalMilliseconds);
            }

            await Task.Delay(Look, _time, cancellationToken);
        }
    }

    /// <summary>The code that the gateway has is the one that is shown, unless it has just changed.</summary>
    private async Task ScanAsync(string number, string session, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await gateways.CodeAsync(session, cancellationToken) is { } code)
                {
                    await gateways.WhatsApp.ScanAsync(number, code, cancellationToken);
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It ran out on its way to the phone.
            }

            await Task.Delay(Look, _time, cancellationToken);
        }
    }
}
