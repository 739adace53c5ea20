using WhatSnap.Core.Messages;

namespace WhatSnap.Local.Messages;

/// <summary>Runs the daily purge at the time that the Functions timer trigger has (03:17 UTC).</summary>
public sealed partial class PurgeTimer(IServiceProvider services, TimeProvider time, ILogger<PurgeTimer> logger)
    : BackgroundService
{
    private static readonly TimeSpan At = new(3, 17, 0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var next = now.Date + At;
            if (next <= now) next = next.AddDays(1);
            await Task.Delay(next - now, time, stoppingToken);
            try
            {
                await services.GetRequiredService<PurgeExpired>().RunAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failed);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The purge failed; it runs again tomorrow")]
    private partial void LogFailed(Exception exception);
}
