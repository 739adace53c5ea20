using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Twilio;
using Xunit.Abstractions;

namespace WhatSnap.Tests.Fuzz;

/// <summary>
/// Every public endpoint with requests that are nearly right: no error of ours, nothing thrown unseen, no memory without bound. The same
/// requests each time; <c>bench/run fuzz</c> makes others, as many as are wanted.
/// </summary>
[Collection(Alone)]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const string Alone = "measures memory";
    private const long MostGrowth = 150_000_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly int Seed = FromEnvironment("WHATSNAP_FUZZ_SEED", 20261126);
    private static readonly int Rounds = FromEnvironment("WHATSNAP_FUZZ_ROUNDS", 20);

    [Fact]
    public async Task No_request_makes_an_error_of_ours_and_none_is_thrown_unseen()
    {
        var log = new ErrorLog();
        var make = new FuzzMaker(Seed);
        await using var stage = await FuzzStage.StartAsync(make, log);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var statuses = new SortedDictionary<int, int>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var route in Routes.All)
            {
                using var request = stage.Make(route);
                var what = $"seed {Seed}, round {round}: {request.Method} {route.Template}";
                using var answer = await SendAsync(stage, request);
                if (answer is null) continue;
                statuses[(int)answer.StatusCode] = statuses.GetValueOrDefault((int)answer.StatusCode) + 1;

                // 502 and 503: GoHighLevel or Twilio did not take part, or it is to be sent again later. They say so.
                var isOurs = (int)answer.StatusCode >= 500 && answer.StatusCode is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable);
                Assert.False(isOurs, $"{what} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()} {string.Join("; ", log.Errors)}");
                Assert.True(log.Errors.IsEmpty, $"{what}: {string.Join("; ", log.Errors)}");
            }
        }

        await stage.Product.Queue.RunAllAsync(TimeSpan.FromHours(2));
        stage.Product.Time.Advance(TimeSpan.FromDays(3));
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromHours(4));
        output.WriteLine(string.Join(", ", statuses.Select(one => $"{one.Key}: {one.Value}")));
        Assert.Empty(stage.Product.Queue.Failures.Where(failure => failure is not TwilioException).Select(failure => failure.ToString()));
        Assert.True(log.Errors.IsEmpty, $"seed {Seed}, after: {string.Join("; ", log.Errors)}");
        Assert.Contains(200, statuses.Keys);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostGrowth);
    }

    /// <summary>Null where the client itself can't send it, or the server closes the connection on what is no HTTP.</summary>
    private static async Task<HttpResponseMessage?> SendAsync(FuzzStage stage, HttpRequestMessage request)
    {
        try
        {
            // What waits for time, such as for an answer that does not come, has it.
            var answer = stage.Http.SendAsync(request);
            while (await Task.WhenAny(answer, Task.Delay(Tick, TimeProvider.System)) != answer) stage.Product.Time.Advance(Tick);
            return await answer;
        }
        catch (Exception failed) when (failed is HttpRequestException or InvalidOperationException or UriFormatException)
        {
            return null;
        }
    }

    private static int FromEnvironment(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;

    /// <summary>Keeps what was logged with an exception that nobody expected.</summary>
    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Errors { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null) Errors.Enqueue($"{formatter(state, exception)}: {exception}");
        }

        public void Dispose()
        {
        }
    }

    /// <summary>No other test is to run beside it: what it measures is the whole process.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;
}
