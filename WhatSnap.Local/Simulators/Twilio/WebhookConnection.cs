using System.Net.Sockets;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Opens each webhook's connection within the time that its address allows.</summary>
internal static class WebhookConnection
{
    public static readonly HttpRequestOptionsKey<WebhookClock> Clock = new("clock");

    public static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectCallback = ConnectAsync,
    };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(Clock, out var clock);
        using var timer = clock!.StartConnecting();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token);
            clock.StartReading();
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            socket.Dispose();
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Connecting took too long.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
