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
}
