using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>What is shown while answers overtake each other, belong to another location, or do not come.</summary>
[Collection(OtherProductCollection.Name)]
public sealed class FreshnessTests(RunningProduct product)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Holds the next answer about the account, whole or as "unchanged", until it is released.</summary>
    private const string HoldOne = """
        isUnchanged => {
          const real = window.fetch;
          let hold;
          window.held = new Promise(resolve => { hold = resolve; });
          window.fetch = async (address, request) => {
            if (request.method !== 'GET' || !address.endsWith('/api/accounts/acc-sales')) return real(address, request);
            window.fetch = real;
            if (!isUnchanged) delete request.headers['If-None-Match'];
            const answer = await real(address, request);
            const body = answer.status === 304 ? null : await answer.arrayBuffer();
            await new Promise(resolve => {
              window.release = () => { resolve(); return answer.status; };
              hold();
            });
            return new Response(body, answer);
          };
        }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_was_asked_for_before_a_change_does_not_undo_it(bool isUnchanged)
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Sales").ClickAsync();
        var (before, after) = (visit.Page.GetByLabel("Add the tag"), visit.Page.GetByLabel("Replace other accounts’ tags"));
        await Assertions.Expect(before).ToBeCheckedAsync();
        await visit.Page.EvaluateAsync(HoldOne, isUnchanged);
        await visit.Page.EvaluateAsync("window.held");
        await after.CheckAsync();
        await Assertions.Expect(visit.Text("Saved.").First).ToBeVisibleAsync();

        Assert.Equal(isUnchanged ? 304 : 200, await visit.Page.EvaluateAsync<int>("window.release()"));
        await visit.Page.EvaluateAsync("new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))");

        Assert.True(await after.IsCheckedAsync());
        Assert.Equal(0, await visit.Page.Locator("[role=alert]").CountAsync());
    }

    [Fact]
    public async Task An_answer_to_the_session_of_another_location_is_not_shown_in_this_one()
    {
        await product.InstallAsync("DemoLocation00000004", "Empty location");
        await using var visit = await Visit.BeginAsync(product);
        await visit.Page.GotoAsync($"{product.Crm}/custom-page");
        var frame = visit.Page.FrameLocator("iframe");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Open Demo location", Exact = true }).ClickAsync();
        await Assertions.Expect(frame.GetByRole(AriaRole.Article, new() { Name = "Sales", Exact = true })).ToBeVisibleAsync();
        var (isAsked, isReleased, isOver) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await visit.Page.RouteAsync("**/api/accounts", async route =>
        {
            if (isAsked.Task.IsCompleted)
            {
                await isOver.Task;
                await route.ContinueAsync();
                return;
            }

            var headers = new Dictionary<string, string>(route.Request.Headers);
            headers.Remove("if-none-match");
            var answer = await route.FetchAsync(new RouteFetchOptions { Headers = headers });
            isAsked.SetResult();
            await isReleased.Task;
            await route.FulfillAsync(new RouteFulfillOptions { Response = answer });
        });
        await isAsked.Task.WaitAsync(Patience);
        await frame.GetByRole(AriaRole.Button, new() { Name = "All locations" }).ClickAsync();
        await frame.GetByRole(AriaRole.Button, new() { Name = "Open Empty location", Exact = true }).ClickAsync();
        await Assertions.Expect(frame.GetByText("Empty location")).ToBeVisibleAsync();
        var answered = visit.Page.WaitForResponseAsync("**/api/accounts");
        isReleased.SetResult();
        await (await answered).FinishedAsync();

        await frame.GetByRole(AriaRole.Link, new() { Name = "Messages", Exact = true }).ClickAsync();
        var accounts = frame.GetByRole(AriaRole.Combobox, new() { Name = "Account", Exact = true });
        await Assertions.Expect(accounts).ToBeVisibleAsync();
        Assert.Equal(["All accounts"], await accounts.Locator("option").AllTextContentsAsync());
        isOver.SetResult();
    }

    [Fact]
    public async Task Health_that_can_not_be_loaded_says_so_and_is_asked_for_again()
    {
        await using var visit = await Visit.BeginAsync(product);
        visit.Expected.Add("ERR_FAILED");
        await visit.Page.RouteAsync("**/api/health", route => route.AbortAsync());
        await visit.GoAsync("");
        await visit.Button("Open the demo location").ClickAsync();
        await Assertions.Expect(visit.Card("Sales").GetByText("not known").First).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await visit.Page.UnrouteAllAsync();

        await visit.Button("Try again").ClickAsync();

        await Assertions.Expect(visit.Card("Sales").GetByText("of 100")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Text("not known")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task States_of_locations_that_can_not_be_loaded_say_so_and_are_asked_for_again()
    {
        await using var visit = await Visit.BeginAsync(product);
        visit.Expected.Add("ERR_FAILED");
        await visit.Page.RouteAsync("**/api/locations/states*", route => route.AbortAsync());
        await visit.Page.GotoAsync($"{product.Crm}/custom-page");
        var frame = visit.Page.FrameLocator("iframe");
        var card = frame.GetByRole(AriaRole.Article, new() { Name = "Demo location", Exact = true });
        await Assertions.Expect(card.GetByText("not known")).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Page.UnrouteAllAsync();

        await frame.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Assertions.Expect(card.GetByText("Sales")).ToBeVisibleAsync();
    }
}
