using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>What is stored, to take along or to erase.</summary>
[Collection(ProductCollection.Name)]
public sealed class PrivacyTests(RunningProduct product)
{
    [Fact]
    public async Task What_is_stored_about_a_person_is_exported_and_a_location_is_not_erased_by_one_click()
    {
        await using var visit = await Visit.EnterAsync(product);
        await product.TextAsync("+15005550161", "Hello");
        await product.ContactAsync("+15005550161");
        await visit.Link("Privacy").ClickAsync();

        await visit.Page.GetByLabel("The person’s number").FillAsync("+1 500 555 0161");
        var file = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button("Export").First.ClickAsync());
        Assert.Equal("whatsnap-export.ndjson", file.SuggestedFilename);
        Assert.Contains("\"table\"", await File.ReadAllTextAsync((await file.PathAsync())!), StringComparison.Ordinal);

        await visit.Button("Erase").Last.ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question.GetByRole(AriaRole.Button, new() { Name = "Erase" })).ToBeDisabledAsync();
        Assert.Empty(await visit.ViolationsAsync());
        await question.GetByLabel("Type “Demo location” to confirm").FillAsync("Demo location");
        await Assertions.Expect(question.GetByRole(AriaRole.Button, new() { Name = "Erase" })).ToBeEnabledAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
    }

    [Fact]
    public async Task A_person_is_erased_after_a_question_and_what_is_refused_says_so_in_the_question()
    {
        await using var visit = await Visit.EnterAsync(product);
        visit.Expected.Add("404");
        await product.TextAsync("+15005550162", "Hello");
        await product.ContactAsync("+15005550162");
        await visit.Link("Privacy").ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Alertdialog);
        await EraseAsync("+15005550999");
        await Assertions.Expect(question.GetByText("Nothing is stored about this number.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await EraseAsync("+15005550162");

        await Assertions.Expect(visit.Text("It is being erased.").First).ToBeVisibleAsync();
        await Assertions.Expect(question).ToHaveCountAsync(0);

        async Task EraseAsync(string number)
        {
            await visit.Field("The person’s number").FillAsync(number);
            await visit.Button("Erase").First.ClickAsync();
            await question.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
        }
    }

    [Fact]
    public async Task A_location_is_erased_once_its_name_was_typed()
    {
        const string location = "DemoLocation00000003";
        await product.InstallAsync(location, "Third location", "America/Port_of_Spain");
        await using var visit = await Visit.BeginAsync(product);

        // What is erased answers no more.
        visit.Expected.Add("Failed to load resource");
        await visit.Page.GotoAsync($"{product.Crm}/custom-page");
        var frame = visit.Page.FrameLocator("iframe");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Open Third location", Exact = true }).ClickAsync();
        await Assertions.Expect(frame.GetByText("Times are those of America/Port of Spain.")).ToBeVisibleAsync();
        await frame.GetByRole(AriaRole.Link, new() { Name = "Privacy", Exact = true }).ClickAsync();
        await frame.GetByRole(AriaRole.Button, new() { Name = "Erase" }).Last.ClickAsync();
        var question = frame.GetByRole(AriaRole.Alertdialog);
        await question.GetByLabel("Type “Third location” to confirm").FillAsync("Third location");

        await question.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();

        await Assertions.Expect(frame.GetByText("It is being erased.").First).ToBeVisibleAsync();
    }
}
