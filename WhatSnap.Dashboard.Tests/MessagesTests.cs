using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>What came and went, and what did not.</summary>
[Collection(ProductCollection.Name)]
public sealed class MessagesTests(RunningProduct product)
{
    private static readonly string[] Refused = ["+15005550132"];

    [Fact]
    public async Task What_comes_and_goes_appears_by_itself_and_can_be_filtered()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Messages").ClickAsync();
        await visit.Heading("Messages").WaitForAsync();

        await product.TextAsync("+15005550131", "Hello");
        var contact = await product.ContactAsync("+15005550131");
        await product.WriteAsync(contact, "How can we help?");
        var row = visit.Page.Locator(".message", new() { HasText = "+15***31" });
        await Assertions.Expect(row.GetByText("In GoHighLevel", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(row.GetByText("Delivered", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await visit.Page.GetByLabel("Contact").FillAsync("0131");
        await visit.Button("Find").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "+15***31" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".message")).ToHaveCountAsync(2);
        await visit.Page.GetByLabel("Direction").SelectOptionAsync("out");
        await Assertions.Expect(visit.Page.Locator(".message")).ToHaveCountAsync(1);
        await visit.Text("Details").ClickAsync();
        await Assertions.Expect(visit.Text("tag whatsnap-account-sales")).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Page.GetByLabel("State").SelectOptionAsync("failed");
        await Assertions.Expect(visit.Text("No message fits this filter")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_GoHighLevel_refused_says_why_and_is_tried_again()
    {
        await using var visit = await Visit.EnterAsync(product);
        await product.SetFaultsAsync(new { refusePhones = Refused });
        await product.TextAsync("+15005550132", "<script>alert(1)</script>");
        await visit.GoAsync("/messages");
        await Assertions.Expect(visit.Heading("Did not reach GoHighLevel")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await visit.Button("Show them").ClickAsync();
        await Assertions.Expect(visit.Text("From +15***32")).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());

        await product.SetFaultsAsync(new { });
        await visit.Button("Try all again").ClickAsync();

        await Assertions.Expect(visit.Text("1 message is tried again.")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Heading("Did not reach GoHighLevel")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await product.ContactAsync("+15005550132");
    }
}
