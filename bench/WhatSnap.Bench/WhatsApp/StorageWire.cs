using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Bench.World;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>A write to a session's rows that the storage took.</summary>
/// <param name="Gateway">The gateway that wrote.</param>
/// <param name="Session">The session.</param>
/// <param name="Epoch">As whose owner it wrote.</param>
/// <param name="Began">When the request left.</param>
/// <param name="Ended">When the storage had answered.</param>
internal sealed record OwnedWrite(string Gateway, string Session, int Epoch, DateTimeOffset Began, DateTimeOffset Ended);

/// <summary>Stands between one gateway and the storage: slows it, and notes as whose owner the gateway writes.</summary>
internal sealed partial class StorageWire : IAsyncDisposable
{
    private readonly List<LoopbackServer> _servers = [];
    private readonly ConcurrentQueue<OwnedWrite> _writes;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly string _gateway;
    private readonly HttpClient _storage;

    private StorageWire(string gateway, ConcurrentQueue<OwnedWrite> writes, HttpClient storage) =>
        (_gateway, _writes, _storage) = (gateway, writes, storage);

    /// <summary>How long each request waits first.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What the gateway is given instead of the storage's own.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <param name="gateway">Its name.</param>
    /// <param name="place">The storage.</param>
    /// <param name="writes">Takes the writes, in the order in which they ended.</param>
    /// <param name="storage">Sends what is forwarded.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    public static async Task<StorageWire> StartAsync(
        string gateway, AzuritePlace place, ConcurrentQueue<OwnedWrite> writes, HttpClient storage, CancellationToken cancellationToken)
    {
        var wire = new StorageWire(gateway, writes, storage);
        wire.ConnectionString = place.ConnectionString;
        foreach (var port in (int[])[place.BlobPort, place.TablePort])
        {
            var authority = $"http://127.0.0.1:{port}";
            var server = await LoopbackServer.StartAsync(0, app => app.Run(context => wire.PassAsync(context, authority)), cancellationToken);
            wire._servers.Add(server);
            wire.ConnectionString = wire.ConnectionString.Replace($":{port}/", $":{server.Address.Port}/", StringComparison.Ordinal);
        }

        return wire;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private async Task PassAsync(HttpContext context, string authority)
    {
        var body = await Forward.BodyOfAsync(context);
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay, _time, context.RequestAborted);
        using var request = Forward.RequestTo(context, authority, body);
        var began = _time.GetUtcNow();

        // To its end, whoever waits: a gateway that was killed may have written all the same.
        using var answer = await _storage.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if (context.Request.Method != "GET" && WriteOf(Encoding.UTF8.GetString(body)) is var (session, epoch)
            && answer.IsSuccessStatusCode && !Refusal().IsMatch(Encoding.UTF8.GetString(bytes)))
        {
            _writes.Enqueue(new OwnedWrite(_gateway, session, epoch, began, _time.GetUtcNow()));
        }

        await Forward.AnswerAsync(context, answer, bytes);
    }

    /// <summary>The guard row of a session's own rows, or its row among all sessions; null for anything else.</summary>
    private static (string Session, int Epoch)? WriteOf(string body)
    {
        if (Row().Matches(body).FirstOrDefault(row => row.Value.Contains("\"epoch\":", StringComparison.Ordinal)) is not { } owned) return null;
        var (partition, row) = (Text(owned.Value, "PartitionKey"), Text(owned.Value, "RowKey"));
        var session = partition == "sessions" ? row : partition;
        return int.TryParse(EpochIn().Match(owned.Value).Groups["epoch"].Value, out var epoch) && epoch > 0 ? (session, epoch) : null;
    }

    private static string Text(string row, string name) => Regex.Match(row, $"\"{name}\":\"(?<text>[^\"]*)\"").Groups["text"].Value;

    [GeneratedRegex(@"\{[^\r\n]*\}")]
    private static partial Regex Row();

    [GeneratedRegex("\"epoch\":(?<epoch>[0-9]+)")]
    private static partial Regex EpochIn();

    [GeneratedRegex(@"HTTP/1\.1 [45]")]
    private static partial Regex Refusal();
}
