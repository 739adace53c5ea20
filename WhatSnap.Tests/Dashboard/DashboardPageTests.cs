using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Dashboard;

namespace WhatSnap.Tests.Dashboard;

/// <summary>How the dashboard's files reach a browser.</summary>
public sealed partial class DashboardPageTests
{
    [Fact]
    public async Task The_page_lets_in_nothing_but_its_own_files_and_may_be_framed_by_GoHighLevel_alone()
    {
        await using var stage = await SessionStage.StartAsync();

        using var answer = await stage.Door.Http.GetAsync("app/");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single().Split("; ");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("style-src 'self'", policy);
        Assert.Contains(
            "frame-ancestors https://app.gohighlevel.com https://*.gohighlevel.com https://*.leadconnectorhq.com https://*.msgsndr.com", policy);
        Assert.DoesNotContain("unsafe", string.Join(' ', policy), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(answer.Headers.Contains("X-Frame-Options"));
        Assert.DoesNotMatch("<script(?! type=\"module\" crossorigin src=\"\\./assets/)|style=|onload=", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Sites_of_the_settings_may_frame_the_page_in_the_place_of_GoHighLevel_s()
    {
        await using var stage = await SessionStage.StartAsync(
            settings: new Dictionary<string, string?> { ["Dashboard:FrameAncestors:0"] = "https://crm.example.com" });

        using var answer = await stage.Door.Http.GetAsync("app/");

        Assert.EndsWith("; frame-ancestors https://crm.example.com", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_asked_for_each_time_and_its_files_are_kept_for_good()
    {
        await using var stage = await SessionStage.StartAsync();

        using var page = await stage.Door.Http.GetAsync("app/");
        var files = FileName().Matches(await page.Content.ReadAsStringAsync()).Select(match => match.Groups["name"].Value).Distinct().ToList();

        Assert.True(page.Headers.CacheControl!.NoCache);
        Assert.Contains(files, name => name.EndsWith(".js", StringComparison.Ordinal));
        Assert.Contains(files, name => name.EndsWith(".css", StringComparison.Ordinal));
        foreach (var name in files)
        {
            using var file = await stage.Door.Http.GetAsync($"app/{name}");
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", file.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public async Task Whoever_has_the_page_already_is_told_that_it_is_the_same()
    {
        await using var stage = await SessionStage.StartAsync();
        using var first = await stage.Door.Http.GetAsync("app/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "app/");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await stage.Door.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task A_file_is_sent_compressed_to_whoever_takes_that(string encoding)
    {
        await using var stage = await SessionStage.StartAsync();
        var (name, file) = DashboardFiles.All.MaxBy(one => one.Value.Plain.Length);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"app/{name}");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));

        using var answer = await stage.Door.Http.SendAsync(request);

        await using var body = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        await plain.CopyToAsync(memory);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.Single());
        Assert.Equal("Accept-Encoding", answer.Headers.Vary.Single());
        Assert.Equal(file.Plain, memory.ToArray());
    }

    [Theory]
    [InlineData("app/assets/none.js")]
    [InlineData("app/..%2fappsettings.json")]
    [InlineData("app/index.html.br")]
    public async Task What_was_not_built_is_not_there(string path)
    {
        await using var stage = await SessionStage.StartAsync();

        using var answer = await stage.Door.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task An_address_without_its_last_slash_leads_to_the_page_with_all_that_it_says()
    {
        await using var stage = await SessionStage.StartAsync();

        using var plain = await stage.Door.Http.GetAsync("app");
        using var named = await stage.Door.Http.GetAsync("app?location=abc%2Fdef&x=1");

        Assert.Equal("app/", plain.Headers.Location!.ToString());
        Assert.Equal("app/?location=abc%2Fdef&x=1", named.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData(true, "content=\"local\"")]
    [InlineData(false, "content=\"\"")]
    public async Task Only_a_laptop_s_host_says_that_it_gives_sessions_by_one_click(bool isLocal, string mark)
    {
        await using var stage = await SessionStage.StartAsync(services => services.AddSingleton(new DashboardHost(isLocal)));

        Assert.Contains($"whatsnap-host\" {mark}", await stage.Door.Http.GetStringAsync("app/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Style_and_script_of_the_first_load_are_below_their_budget()
    {
        await using var stage = await SessionStage.StartAsync();
        var page = await stage.Door.Http.GetStringAsync("app/");

        var first = FileName().Matches(page).Select(match => match.Groups["name"].Value).Where(name => !name.EndsWith(".svg", StringComparison.Ordinal)).Distinct();

        Assert.InRange(first.Sum(name => DashboardFiles.All[name].Gzip!.Length), 5_000, 150_000);
    }

    [GeneratedRegex("\\./(?<name>assets/[^\"]+)\"")]
    private static partial Regex FileName();
}
