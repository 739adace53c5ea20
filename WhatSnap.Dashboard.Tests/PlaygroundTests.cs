using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>The whole product in one page, with simulated people.</summary>
[Collection(OtherProductCollection.Name)]
public sealed class PlaygroundTests(RunningProduct product)
{
    [Fact]
    public async Task A_customer_writes_and_is_answered_also_while_GoHighLevel_is_away()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Playground").ClickAsync();
        var phone = visit.Page.Locator(".phone");
        var crm = visit.Page.Locator(".crm");

        await visit.Page.GetByLabel("Writes to").SelectOptionAsync(new SelectOptionValue { Label = "Sales (Twilio SMS)" });
        await phone.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(crm.GetByText("Hello, are you open on Sunday?")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(crm.GetByText("whatsnap-account-sales")).ToBeVisibleAsync();
        await crm.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(phone.GetByText("Yes, from 10 to 4.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await visit.ViolationsAsync());

        var away = visit.Page.GetByLabel("GoHighLevel does not answer");
        await visit.Text("GoHighLevel does not answer").ClickAsync();
        await Assertions.Expect(away).ToBeCheckedAsync();
        await phone.GetByLabel("Write as Ann Blue").FillAsync("<b>And on Monday?</b>");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(phone.GetByText("<b>And on Monday?</b>")).ToBeVisibleAsync();
        await Assertions.Expect(crm.GetByText("<b>And on Monday?</b>")).ToHaveCountAsync(0);
        await visit.ReloadAsync();
        await Assertions.Expect(away).ToBeCheckedAsync();
        await visit.Text("GoHighLevel does not answer").ClickAsync();
        await Assertions.Expect(away).Not.ToBeCheckedAsync();

        await Assertions.Expect(crm.GetByText("<b>And on Monday?</b>")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }
}
