using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Azurite;

namespace WhatSnap.Tests.Fixture;

/// <summary>One Azurite in memory for the whole test run; tests are told apart by their location ids.</summary>
internal static class TestStorage
{
    private static readonly Lazy<Task<AzuriteProcess>> Shared = new(StartAsync);
    private static readonly AsyncLocal<Task<AzuriteProcess>?> Own = new();
    private static readonly ConcurrentDictionary<string, Lazy<Task>> SetUp = [];

    public static async Task<string> ConnectionStringAsync() => (await (Own.Value ?? Shared.Value)).Place.ConnectionString;

    /// <summary>From here on the calling test has an Azurite of its own: for those that purge, which would purge what others need.</summary>
    public static Task<AzuriteProcess> AloneAsync() => Own.Value = StartAsync();

    /// <summary>Makes the tables and containers of a storage, once however many tests share it.</summary>
    public static Task SetUpOnceAsync(string place) => SetUp.GetOrAdd(place, _ => new Lazy<Task>(() => new StorageSetup(
        new TableServiceClient(place), new QueueServiceClient(place), new BlobServiceClient(place)).RunAsync(CancellationToken.None))).Value;

    /// <summary>An Azurite of the caller's own, for tests that look at all there is.</summary>
    public static Task<AzuriteProcess> StartAsync() => StartAsync(dataFolder: null);

    public static async Task<AzuriteProcess> StartAsync(string? dataFolder)
    {
        var azurite = await AzuriteProcess.StartAsync(
            new AzuritePlace(dataFolder, FreePorts()), Console.Error, CancellationToken.None);

        // Another may have been at these ports before.
        SetUp.TryRemove(azurite.Place.ConnectionString, out _);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => azurite.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return azurite;
    }

    /// <summary>The first of three free ports in a row.</summary>
    public static int FreePorts()
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var first = Random.Shared.Next(20_000, 30_000);
            if (Enumerable.Range(first, 3).All(IsFree)) return first;
        }

        throw new InvalidOperationException("No three free ports in a row were found.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
