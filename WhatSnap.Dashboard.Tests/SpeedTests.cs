using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;
using Xunit.Abstractions;

namespace WhatSnap.Dashboard.Tests;

/// <summary>How fast the first page is there.</summary>
[Collection(QuietCollection.Name)]
public sealed class SpeedTests(RunningProduct product, ITestOutputHelper output)
{
    /// <summary>WebPageTest's "3G Fast": 1.6 Mbit/s down, 768 kbit/s up, 150 ms; and a processor a quarter as fast.</summary>
    private static readonly Dictionary<string, object> FastThreeG = new()
    {
        ["offline"] = false,
        ["latency"] = 150,
        ["downloadThroughput"] = 1_600_000 / 8,
        ["uploadThroughput"] = 768_000 / 8,
    };

    /// <summary>When the page's button stands there and the browser is free to hear a click on it.</summary>
    private const string WhenInteractive = """
        window.interactive = new Promise(resolve => {
          const watch = new MutationObserver(() => {
            if (!document.querySelector('main button')) return;
            watch.disconnect();
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
          });
          watch.observe(document, { childList: true, subtree: true });
        });
        """;

    /// <summary>Enters by a click; from there until the accounts can be clicked.</summary>
    private const string UntilAccountsAreShown = """
        () => new Promise(resolve => {
          const clicked = performance.now();
          const watch = new MutationObserver(() => {
            if (!document.querySelector('main article a, main article button')) return;
            watch.disconnect();
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - clicked)));
          });
          watch.observe(document, { childList: true, subtree: true });
          document.querySelector('main button').click();
        })
        """;

    [Fact]
    public async Task The_page_is_interactive_and_then_shows_the_accounts_within_a_second_each_on_a_slow_phone()
    {
        var (interactive, shown) = (double.MaxValue, double.MaxValue);

        // The best of a few: whatever else this machine does is not the page's time.
        for (var tries = 0; tries < 6 && Math.Max(interactive, shown) > 1000; tries++)
        {
            await using var visit = await Visit.BeginAsync(product, 360);
            var devtools = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
            await devtools.SendAsync("Network.enable");
            await devtools.SendAsync("Network.emulateNetworkConditions", FastThreeG);
            await devtools.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 4 });
            await visit.Page.AddInitScriptAsync(WhenInteractive);
            await visit.Page.GotoAsync($"{product.Address}/app/", new() { WaitUntil = WaitUntilState.Commit });
            interactive = Math.Min(interactive, await visit.Page.EvaluateAsync<double>("window.interactive"));
            shown = Math.Min(shown, await visit.Page.EvaluateAsync<double>(UntilAccountsAreShown));
        }

        output.WriteLine($"Interactive after {interactive:F0} ms; the accounts are shown {shown:F0} ms after a click.");
        Assert.InRange(interactive, 0, 1000);
        Assert.InRange(shown, 0, 1000);
    }
}
