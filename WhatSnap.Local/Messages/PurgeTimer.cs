using WhatSnap.Core.Messages;

namespace WhatSnap.Local.Messages;

/// <summary>Runs the daily purge at the time that the Functions timer trigger has (03:17 UTC).</summary>
public sealed class PurgeTimer(IServiceProvider services, TimeProvider time) : BackgroundService
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
            await services.GetRequiredService<PurgeExpired>().RunAsync(stoppingToken);
        }
    }
}
