using System.Net;

namespace WhatSnap.Bench.Hosts;

/// <summary>How the measured host is started.</summary>
/// <param name="Name">What the figures call it.</param>
/// <param name="Command">Shell command; <c>{port}</c> stands for the port; null when it runs already.</param>
/// <param name="Folder">Where the command runs.</param>
internal sealed record HostKind(string Name, string? Command, string Folder);

/// <summary>One host of the product: a process that the benchmark starts, pauses and kills, or an address that runs already.</summary>
internal sealed class BenchHost(
    string name, Uri address, HostKind kind, IReadOnlyDictionary<string, string> settings, string logFile,
    HttpClient probe) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AttachLimit = TimeSpan.FromMinutes(3);
    private ProcessGroup? _group;

    /// <summary>"A" or "B".</summary>
    public string Name => name;

    public Uri Address => address;

    public string LogFile => logFile;

    /// <summary>Starts its process and waits until it answers.</summary>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (kind.Command is { } command)
        {
            var port = $"{address.Port}";
            var own = new Dictionary<string, string>(settings) { ["urls"] = $"http://127.0.0.1:{port}" };
            _group = ProcessGroup.Start(command.Replace("{port}", port, StringComparison.Ordinal), own, kind.Folder, logFile);
        }

        var longest = kind.Command is null ? AttachLimit : StartLimit;
        using var limit = new CancellationTokenSource(longest, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (!await AnswersAsync(either.Token))
            {
                if (_group is { HasExited: true }) throw new TimeoutException($"Host {name} ended while it started; see {logFile}.");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Host {name} at {address} did not answer within {longest.TotalSeconds:0} s; see {logFile}.");
        }
    }

    /// <summary>What its process takes up now; null for one that was not started here.</summary>
    public ProcessLoad? ReadLoad() => _group?.ReadLoad();

    public void Pause() => _group?.Pause();

    public void Resume() => _group?.Resume();

    /// <summary>Ends it without any warning to it.</summary>
    public async Task KillAsync()
    {
        if (_group is { } group) await group.DisposeAsync();
        _group = null;
    }

    /// <summary>The last resort of a run that hangs.</summary>
    public void KillNow() => _group?.Kill();

    public async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>It runs when it refuses a webhook key that nobody has.</summary>
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var nothing = new FormUrlEncodedContent([]);
            using var answer = await probe.PostAsync(new Uri(address, "hooks/twilio/sms/0000"), nothing, either.Token);
            return answer.StatusCode == HttpStatusCode.NotFound;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
