using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>Codes that are guessed, from one address and from many.</summary>
public sealed class PairGuessingTests
{
    private static readonly IPAddress Owner = IPAddress.Parse("203.0.113.9");

    [Fact]
    public async Task Ten_thousand_wrong_codes_from_many_addresses_pair_nothing_and_shut_nobody_out()
    {
        await using var stage = await PairStage.StartAsync();
        var (first, second, late) = (await stage.AddAsync("First"), await stage.AddAsync("Second"), await stage.AddAsync("Late"));
        var (longest, looked) = (TimeSpan.Zero, 0);
        for (var guess = 0; guess < 10_000; guess++)
        {
            // From 500 addresses, for three minutes.
            if (guess % 50 == 0) stage.Product.Time.Advance(TimeSpan.FromMilliseconds(900));
            switch (await GuessAsync(stage, RandomNumberGenerator.GetString(DeviceCodes.Alphabet, DeviceCodes.Length), new IPAddress([10, 0, (byte)(guess % 2), (byte)(guess / 2 % 250)])))
            {
                case PairOutcome.CodeWrong: looked++; break;
                case PairOutcome.TooMany tooMany: longest = tooMany.Wait > longest ? tooMany.Wait : longest; break;
                default: Assert.Fail("A guessed code paired a device."); break;
            }

            // Whoever has the right code in the middle of it is paired at once.
            if (guess == 5_000) Assert.IsType<PairOutcome.Paired>(await GuessAsync(stage, await stage.CodeAsync(first), Owner));
        }

        // So is somebody who mistypes it first, within a minute, and somebody with the address of a guesser.
        var code = await stage.CodeAsync(second);
        await GuessAsync(stage, "ABCDEFGH", IPAddress.Parse("203.0.113.10"));
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<PairOutcome.Paired>(await GuessAsync(stage, code, IPAddress.Parse("203.0.113.10")));
        Assert.IsType<PairOutcome.Paired>(await GuessAsync(stage, await stage.CodeAsync(late), IPAddress.Parse("10.0.0.1")));
        Assert.InRange(longest, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.InRange(looked, 500, 2_500);
    }

    [Fact]
    public async Task Ten_thousand_wrong_codes_over_HTTP_pair_nothing_and_whoever_has_the_right_one_waits_a_minute_at_most()
    {
        await using var stage = await PairStage.StartAsync();
        var (first, second) = (await stage.AddAsync("First"), await stage.AddAsync("Second"));
        var answers = new ConcurrentQueue<HttpStatusCode>();
        async ValueTask GuessAsync(int guess, CancellationToken cancellationToken)
        {
            // From 250 addresses, and every other time from one that names others before its own.
            var from = guess % 2 == 0 ? $"10.0.0.{guess % 500 / 2}" : $"198.51.{guess / 200 % 250}.{guess % 200}, 203.0.113.50";
            var body = $$"""{"code":"{{RandomNumberGenerator.GetString(DeviceCodes.Alphabet, DeviceCodes.Length)}}","platform":"mac","name":"Mac"}""";
            using var request = new HttpRequestMessage(HttpMethod.Post, Routes.DevicePair) { Content = new StringContent(body, null, "application/json") };
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
            using var answer = await stage.Door.Http.SendAsync(request, cancellationToken);
            answers.Enqueue(answer.StatusCode);
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 5_000), GuessAsync);
        Assert.Equal(HttpStatusCode.OK, (await PairAsync(stage, await stage.CodeAsync(first), $"{Owner}")).Status);
        await Parallel.ForEachAsync(Enumerable.Range(5_000, 5_000), GuessAsync);
        var code = await stage.CodeAsync(second);
        var early = await PairAsync(stage, code, "10.0.0.1");
        var wait = int.Parse(early.Headers["Retry-After"], CultureInfo.InvariantCulture);
        stage.Product.Time.Advance(TimeSpan.FromSeconds(wait));

        Assert.Equal(HttpStatusCode.TooManyRequests, early.Status);
        Assert.InRange(wait, 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await PairAsync(stage, code, "10.0.0.1")).Status);
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests], answers.Distinct().Order());
        Assert.InRange(answers.Count(one => one == HttpStatusCode.Forbidden), PairLimits.WrongInAll, 500);
    }

    [Fact]
    public async Task An_address_has_five_wrong_codes_a_minute()
    {
        await using var stage = await PairStage.StartAsync();
        for (var guess = 0; guess < 5; guess++) Assert.Equal(HttpStatusCode.Forbidden, (await stage.PairAsync("ABCDEFGH")).Status);

        var sixth = await stage.PairAsync("ABCDEFGH");

        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_codes"), (sixth.Status, sixth.Text("code")));
        Assert.InRange(int.Parse(sixth.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Forbidden, (await stage.PairAsync("ABCDEFGH")).Status);
    }

    [Fact]
    public async Task The_right_code_does_not_count_among_the_wrong_ones()
    {
        await using var stage = await PairStage.StartAsync();
        for (var device = 0; device < 7; device++)
        {
            var code = await stage.CodeAsync(await stage.AddAsync($"Phone {device}"));
            Assert.Equal(HttpStatusCode.OK, (await stage.PairAsync(code)).Status);
        }
    }

    [Fact]
    public void Whoever_has_a_whole_network_of_IPv6_addresses_has_one_address()
    {
        var limits = new PairLimits(TimeProvider.System);
        for (var guess = 0; guess < PairLimits.WrongPerAddress; guess++) Assert.Null(limits.TryBegin(IPAddress.Parse($"2001:db8:1:2::{guess}")));

        Assert.NotNull(limits.TryBegin(IPAddress.Parse("2001:db8:1:2:ffff::1")));
        Assert.Null(limits.TryBegin(IPAddress.Parse("2001:db8:1:3::1")));
    }

    [Fact]
    public void The_same_IPv4_address_counts_as_one_however_it_is_written()
    {
        var limits = new PairLimits(TimeProvider.System);
        for (var guess = 0; guess < PairLimits.WrongPerAddress; guess++) Assert.Null(limits.TryBegin(IPAddress.Parse("192.0.2.7")));

        Assert.NotNull(limits.TryBegin(IPAddress.Parse("::ffff:192.0.2.7")));
    }

    private static Task<Reply> PairAsync(PairStage stage, string code, string from) => stage.CallAsync(
        null, HttpMethod.Post, "device/v1/pair", new { code, platform = "mac", name = "Mac" }, from);

    private static Task<PairOutcome> GuessAsync(PairStage stage, string code, IPAddress from) => stage.Product.Get<PairDevice>().RunAsync(
        new PairClaim(code, DevicePlatform.Android, "A phone", null, null, null), from, stage.Flows, CancellationToken.None);
}
