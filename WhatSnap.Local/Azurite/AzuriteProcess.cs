using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace WhatSnap.Local.Azurite;

/// <summary>Where one Azurite listens and keeps its data.</summary>
/// <param name="DataFolder">Its folder; null keeps everything in memory.</param>
/// <param name="BlobPort">Port of the blobs; queues and tables have the next two.</param>
public sealed record AzuritePlace(string? DataFolder, int BlobPort)
{
    private const string Account = "devstoreaccount1";

    /// <summary>The account key that every Azurite has (documented by Microsoft, no secret).</summary>
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public int QueuePort => BlobPort + 1;

    public int TablePort => BlobPort + 2;

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"BlobEndpoint=http://127.0.0.1:{BlobPort}/{Account};QueueEndpoint=http://127.0.0.1:{QueuePort}/{Account};"
        + $"TableEndpoint=http://127.0.0.1:{TablePort}/{Account};";
}

/// <summary>
/// An Azurite in a process group of its own. A host that was killed finds it again: it saves only every few seconds, so
/// a kill must spare it.
/// </summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);
    private readonly int? _processId;

    private AzuriteProcess(AzuritePlace place, int? processId) => (Place, _processId) = (place, processId);

    public AzuritePlace Place { get; }

    /// <summary>True when it ran before.</summary>
    public bool IsAttached => _processId is null;

    /// <summary>Attaches to the Azurite at this place, or starts one and waits until it answers.</summary>
    public static async Task<AzuriteProcess> StartAsync(
        AzuritePlace place, TextWriter progress, CancellationToken cancellationToken)
    {
        if (await AnswersAsync(place, cancellationToken)) return new AzuriteProcess(place, null);

        var root = RepositoryRoot.Find();
        await NodePackages.EnsureAsync(root, "Azurite", progress, cancellationToken);
        var folder = place.DataFolder ?? Path.Combine(Path.GetTempPath(), $"whatsnap-azurite-{place.BlobPort}");
        string[] memory = place.DataFolder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Azurite", "start.mjs"), folder,
            Path.Combine(root, "node_modules", "azurite", "dist", "src", "azurite.js"), .. memory,
            "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
            "--blobPort", Text(place.BlobPort), "--queuePort", Text(place.QueuePort), "--tablePort", Text(place.TablePort),
            "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ];
        var processId = int.Parse(await Command.ReadAsync("node", arguments, root, cancellationToken), CultureInfo.InvariantCulture);

        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (!await AnswersAsync(place, either.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"Azurite did not start on ports {place.BlobPort} to {place.TablePort}; see {Path.Combine(folder, "azurite.log")}.");
        }

        return new AzuriteProcess(place, processId);
    }

    /// <summary>Ends the Azurite that this host started; one that ran before is left running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_processId is not { } id) return;
        try
        {
            // Asked to end, it saves what it has acknowledged; killed, it may lose the last seconds.
            using var process = Process.GetProcessById(id);
            await Command.ReadAsync("node", ["-e", $"process.kill({id})"], Path.GetTempPath(), CancellationToken.None);
            using var limit = new CancellationTokenSource(EndLimit, TimeProvider.System);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception ended) when (ended is ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            // It has ended already, or goes on and is found again by the next start.
        }
    }

    private static async Task<bool> AnswersAsync(AzuritePlace place, CancellationToken cancellationToken)
    {
        foreach (var port in (int[])[place.BlobPort, place.QueuePort, place.TablePort])
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
