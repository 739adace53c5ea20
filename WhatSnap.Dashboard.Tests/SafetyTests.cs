using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Safety;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>What an account may send: its mode, its quiet hours, its budget and its pauses.</summary>
[Collection(ProductCollection.Name)]
public sealed partial class SafetyTests(RunningProduct product) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>What a test leaves must hold back no message of the next one.</summary>
    public Task DisposeAsync() => BeAsync(SafetySettings.None);

    [Fact]
    public async Task Mode_and_quiet_hours_are_kept_and_what_is_refused_says_so_at_its_field()
    {
        await using var visit = await Visit.EnterAsync(product);
        visit.Expected.Add("400");
        await visit.Link("Sales").ClickAsync();
        await Assertions.Expect(visit.Text("Nothing is limited")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Button("Save safety")).ToBeDisabledAsync();
        await visit.Page.GetByLabel("Strict").CheckAsync();
        await visit.Text("Quiet hours").First.ClickAsync();
        await visit.Field("From").FillAsync("22:30");
        await visit.Field("Until").FillAsync("22:30");
        await visit.Page.GetByLabel("GoHighLevel shows it as failed").CheckAsync();
        await visit.Button("Save safety").ClickAsync();

        await Assertions.Expect(visit.Field("Until")).ToHaveAccessibleDescriptionAsync(SameTime());
        await Assertions.Expect(visit.Field("Until")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(visit.Text("Nothing is limited")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();

        await visit.Field("Until").FillAsync("07:15");
        await visit.Button("Save safety").ClickAsync();
        await Assertions.Expect(visit.Text("Day 1 of this account")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("dd", new() { HasText = "of 20" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Button("Save safety")).ToBeDisabledAsync();
        await visit.AssertLooksAsync();

        await visit.ReloadAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Strict")).ToBeCheckedAsync();
        await Assertions.Expect(visit.Field("From")).ToHaveValueAsync("22:30");
        await Assertions.Expect(visit.Field("Until")).ToHaveValueAsync("07:15");
        await Assertions.Expect(visit.Page.GetByLabel("GoHighLevel shows it as failed")).ToBeCheckedAsync();
        var kept = (await product.SalesAsync()).Safety;
        Assert.Equal((SafetyMode.Strict, new QuietHours(new TimeOnly(22, 30), new TimeOnly(7, 15), true)), (kept.Mode, kept.Quiet));
    }

    [Fact]
    public async Task A_pause_says_why_and_a_person_ends_it_after_a_question()
    {
        var now = TimeProvider.System.GetUtcNow();
        await BeAsync(SafetySettings.None with { Mode = SafetyMode.Gentle, Pause = new SafetyPause(PauseReasons.Filtered.Code, now, now.AddHours(20)) });
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Sales").ClickAsync();
        await Assertions.Expect(visit.Text(PauseReasons.Filtered.Sentence)).ToBeVisibleAsync();
        await Assertions.Expect(visit.Text("The pause ends by itself:")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();

        await visit.Button("End the pause now").ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question).ToContainTextAsync("End the pause?");
        Assert.Empty(await visit.ViolationsAsync());
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        Assert.False((await product.SalesAsync()).Safety.Pause!.IsLifted);
        await visit.Button("End the pause now").ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "End the pause now" }).ClickAsync();

        await Assertions.Expect(visit.Text(PauseReasons.Filtered.Sentence)).ToHaveCountAsync(0);
        Assert.True((await product.SalesAsync()).Safety.Pause!.IsLifted);
    }

    private async Task BeAsync(SafetySettings settings)
    {
        var sales = await product.SalesAsync();
        await product.Get<AccountTable>().UpdateAsync(sales.Key, now => now with { Safety = settings }, CancellationToken.None);
        product.Get<AccountDirectory>().Forget(sales);
    }

    [GeneratedRegex("The quiet hours begin and end at the same time\\.")]
    private static partial Regex SameTime();
}
