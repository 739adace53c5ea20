using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Shows the other side that somebody types, for as long as a text takes; no message fails by it.</summary>
public sealed partial class SimulateTyping(WahaMessages waha, TimeProvider time, ILogger<SimulateTyping> logger)
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan PerLetter = TimeSpan.FromMilliseconds(40);

    /// <returns>True when the other side sees it, and <see cref="EndAsync"/> is due after the message.</returns>
    public async Task<bool> BeginAsync(WahaChat chat, string text, CancellationToken cancellationToken)
    {
        if (!await TryAsync(token => waha.StartTypingAsync(chat, token), cancellationToken)) return false;
        await Task.Delay(PauseFor(text), time, cancellationToken);
        return true;
    }

    public Task EndAsync(WahaChat chat, CancellationToken cancellationToken) =>
        TryAsync(token => waha.StopTypingAsync(chat, token), cancellationToken);

    /// <summary>How long it takes to type a text, between one second and four.</summary>
    internal static TimeSpan PauseFor(string text) =>
        TimeSpan.FromTicks(Math.Clamp(text.Length * PerLetter.Ticks, Shortest.Ticks, Longest.Ticks));

    private async Task<bool> TryAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await call(either.Token);
            return true;
        }
        catch (WahaException failed)
        {
            LogNotShown(failed.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotShown("no answer");
        }

        return false;
    }

    [LoggerMessage(LogLevel.Information, "Typing could not be shown ({Error}); the message goes out without")]
    private partial void LogNotShown(string error);
}
