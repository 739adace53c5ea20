using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>The server's stream of events: each time it is opened the messages are fetched, and when it ends it is opened again.</summary>
internal sealed class PhoneEvents(PhoneJobs jobs, PhoneApi api, TimeProvider time, Action<string?, JsonNode?> happened)
{
    public const string JobName = "events";
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);
    private int _tries;

    /// <summary>Begins with the service.</summary>
    public void Start()
    {
        _tries = 0;
        Connect(TimeSpan.Zero);
    }

    private void Connect(TimeSpan after) => jobs.AddOnce(
        new PhoneJob { Name = JobName, IsOfService = true, Run = OpenAsync, Retry = _ => NextPause() }, after);

    private async Task<TimeSpan?> OpenAsync(CancellationToken cancellationToken)
    {
        // The job ends when the stream is open; the stream breaks off like any call.
        var (calls, kills) = (jobs.Calls, jobs.Kills);
        var answer = await api.OpenAsync(cancellationToken);
        _tries = 0;
        happened(null, null);
        _ = ReadAsync(answer, kills, calls);
        return null;
    }

    private async Task ReadAsync(HttpResponseMessage answer, int kills, CancellationToken calls)
    {
        try
        {
            using (answer)
            {
                using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(calls));
                await ReadAsync(reader, calls);
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException or JsonException or FormatException or InvalidOperationException)
        {
            // Broken off or ended in order: it is opened again all the same.
        }

        if (jobs.Kills == kills) Connect(NextPause());
    }

    private async Task ReadAsync(StreamReader reader, CancellationToken calls)
    {
        var (name, data) = ((string?)null, "");
        while (true)
        {
            using var silence = new CancellationTokenSource(Silence, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, calls);
            if (await reader.ReadLineAsync(limit.Token) is not { } line) return;
            if (line.StartsWith("event:", StringComparison.Ordinal)) name = line[6..].Trim();
            else if (line.StartsWith("data:", StringComparison.Ordinal)) data += line[5..].Trim();
            else if (line.Length == 0 && (name ?? data).Length > 0)
            {
                happened(name, data.Length > 0 ? JsonNode.Parse(data) : null);
                (name, data) = (null, "");
            }
        }
    }

    private TimeSpan NextPause() => TimeSpan.FromSeconds(++_tries switch
    {
        <= 5 => 5,
        <= 10 => 30,
        _ => 60,
    });
}
