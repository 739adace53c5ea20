using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Bench.WhatsApp;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.Faults;

/// <summary>A notice of an alert, as the location's webhook got it.</summary>
/// <param name="Kind">"raised", "worse" or "cleared".</param>
/// <param name="Incident">Account, if any, and time of the first sign: what belongs together.</param>
/// <param name="Code">What is wrong.</param>
/// <param name="Since">When its first sign was seen.</param>
internal sealed record AlertNote(string Kind, string Incident, string Code, DateTimeOffset Since);

/// <summary>The webhook that the location chose for its alerts.</summary>
internal sealed class WatchAlerts : IAsyncDisposable
{
    private const string Raised = "raised";
    private const string Cleared = "cleared";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>An end is told when two looks, five minutes apart, have not seen a sign any more.</summary>
    private static readonly TimeSpan LongestUntilCleared = TimeSpan.FromMinutes(12);

    private readonly ConcurrentQueue<AlertNote> _notes = new();
    private LoopbackServer _server = null!;

    public IReadOnlyList<AlertNote> All => [.. _notes];

    /// <summary>Incidents that were not told exactly once, or whose end was not.</summary>
    public IReadOnlyList<string> Wrong => [.. All.GroupBy(note => note.Incident)
        .Where(notes => notes.Count(note => note.Kind == Raised) != 1 || notes.Count(note => note.Kind == Cleared) != 1)
        .Select(notes => $"{notes.First().Code} since {notes.First().Since:HH:mm:ss}: {string.Join(", ", notes.Select(note => note.Kind))}")];

    public static async Task<WatchAlerts> StartAsync(CancellationToken cancellationToken)
    {
        var watch = new WatchAlerts();
        watch._server = await LoopbackServer.StartAsync(0, app => app.MapPost("/alerts", watch.TakeAsync), cancellationToken);
        return watch;
    }

    /// <summary>Makes the location choose this webhook.</summary>
    public Task ChooseAsync(HostApi api, CancellationToken cancellationToken) => api.CallAsync(
        HttpMethod.Put, "api/alerts/settings", new { emails = Array.Empty<string>(), webhookUrl = new Uri(_server.Address, "alerts") }, cancellationToken);

    /// <summary>Ends when the end of every alert was told, or should have been.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (Wrong.Count > 0 && TimeProvider.System.GetElapsedTime(began) < LongestUntilCleared)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>How many notices there are of incidents that began between two moments.</summary>
    public (int Raised, int Cleared) Between(DateTimeOffset from, DateTimeOffset to)
    {
        var notes = All.Where(note => note.Since >= from && note.Since < to).ToList();
        return (notes.Count(note => note.Kind == Raised), notes.Count(note => note.Kind == Cleared));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var said = JsonElement.Parse(await Forward.BodyOfAsync(context));
        var data = said.GetProperty("data");
        var account = data.TryGetProperty("accountId", out var id) ? id.GetString() : null;
        var since = data.GetProperty("since").GetDateTimeOffset();
        _notes.Enqueue(new AlertNote(
            said.GetProperty("type").GetString()!["alert.".Length..], $"{account} {since:O}", data.GetProperty("code").GetString()!, since));
    }
}
