using System.Net;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Bench.Bare;

/// <summary>
/// The least that a webhook which loses nothing can do: it puts the raw body on a queue and answers 200. No signature, no
/// duplicates, no order, no delivery.
/// </summary>
internal static class BareEndpoint
{
    public const string Queue = "bench-bare";
    public const string ConnectionVariable = "BENCH_BARE_STORAGE";

    /// <summary>Runs on the address in <c>urls</c> until the process is ended.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // The same encoding and the same endless life as the product's own queue messages have.
        var queue = new QueueClient(
            Environment.GetEnvironmentVariable(ConnectionVariable), Queue,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.MapPost("hooks/twilio/sms/{key:length(32)}", (HttpRequest request, CancellationToken token) =>
            TakeAsync(queue, request, token));
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static async Task<IResult> TakeAsync(QueueClient queue, HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        await queue.SendMessageAsync(
            new BinaryData(body.ToArray()), TimeSpan.Zero, TimeSpan.FromSeconds(-1), cancellationToken);
        return Results.StatusCode((int)HttpStatusCode.OK);
    }
}
