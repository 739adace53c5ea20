using System.Net;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Messages of a location whose access is lost wait for the next install, and go on by themselves.</summary>
public sealed class WithoutAccessTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Texts_that_come_without_access_wait_in_order_and_go_on_after_the_next_install()
    {
        await using var product = await TestProduct.StartAsync();
        await LoseAccessAsync(product);
        await product.AcceptAsync(TestProduct.Customer(1), "first");
        await product.AcceptAsync(TestProduct.Customer(1), "second");
        await product.AcceptAsync(TestProduct.Customer(2), "other");

        await product.Queue.RunAllAsync(TimeSpan.FromHours(2));

        var first = (await product.LaneAsync(TestProduct.Customer(1))).Pending[0];
        Assert.Equal((0, 0, Failures.ReconnectNeeded.Code), (first.Tries, first.Refusals, first.Reason));
        Assert.Equal(LocationStates.ReconnectNeeded, await StatusAsync(product));
        Assert.Empty(await product.DeadLettersAsync());

        await InstallAgainAsync(product);
        var took = await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["first", "second"], product.CrmMessages.Where(message => message.Body != "other").Select(message => message.Body));
        Assert.Equal(3, product.CrmMessages.Count);
        Assert.True(took <= TimeSpan.FromMinutes(2), $"{took}");
        Assert.Empty(product.Queue.Failures);
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_text_that_waited_for_three_days_is_a_dead_letter_that_says_to_install_again_and_comes_back_after_that()
    {
        await using var product = await TestProduct.StartAsync();
        await LoseAccessAsync(product);
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(Hour);
        product.Time.Advance(LaneTiming.GiveUpAfter - (2 * Hour));
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(50));
        Assert.Empty(await product.DeadLettersAsync());

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Failures.ReconnectNeeded, Assert.Single(await product.DeadLettersAsync()).Failure);
        await InstallAgainAsync(product);
        await product.Queue.RunAllAsync(Hour);
        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
    }

    [Fact]
    public async Task Texts_that_come_while_the_location_is_not_active_wait_in_order_and_go_on_when_it_is()
    {
        await using var product = await TestProduct.StartAsync();
        SetActive(product, false);
        await product.AcceptAsync(TestProduct.Customer(1), "first");
        await product.AcceptAsync(TestProduct.Customer(1), "second");
        var written = product.Time.GetUtcNow();

        await product.Queue.RunAllAsync(TimeSpan.FromHours(2));

        var first = (await product.LaneAsync(TestProduct.Customer(1))).Pending[0];
        Assert.Equal((0, 0, Failures.LocationUnavailable.Code), (first.Tries, first.Refusals, first.Reason));
        Assert.Empty(await product.DeadLettersAsync());

        SetActive(product, true);
        var took = await product.Queue.RunAllAsync(Hour);

        Assert.Equal(["first", "second"], product.CrmMessages.Select(message => message.Body));
        Assert.All(product.CrmMessages, message => Assert.True(message.DateAdded <= written.AddSeconds(1), $"{message.DateAdded}"));
        Assert.True(took <= TimeSpan.FromMinutes(2), $"{took}");
        Assert.Empty(product.Queue.Failures);
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_message_to_send_waits_until_the_location_is_active_and_goes_out_once()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        SetActive(stage.Product, false);
        var id = await stage.WriteAsync(contact, "Hello");

        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Empty(stage.Sent);
        SetActive(stage.Product, true);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(2));
        await stage.RunAsync();
        Assert.Equal("Hello", Assert.Single(stage.Texts));
        Assert.Equal("delivered", stage.StatusOf(id));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "The token does not have access to this location.", true)]
    [InlineData(HttpStatusCode.Forbidden, null, true)]
    [InlineData(HttpStatusCode.BadRequest, "Location is not active", true)]
    [InlineData(HttpStatusCode.BadRequest, "Contact not found for id: x", false)]
    [InlineData(HttpStatusCode.Unauthorized, "The token is not authorized for this scope.", false)]
    [InlineData(HttpStatusCode.UnprocessableEntity, "phone must be a valid phone number", false)]
    public void What_GoHighLevel_says_of_the_location_is_told_from_what_it_says_of_a_message(HttpStatusCode status, string? words, bool isOfLocation)
    {
        var refused = new GoHighLevelException(CallOutcome.Refused, "POST /contacts/upsert", status, null, words);

        Assert.Equal(isOfLocation, refused.IsLocationUnavailable);
    }

    [Fact]
    public async Task A_missing_scope_is_a_refusal_as_before_and_nothing_waits_for_it()
    {
        await using var product = await TestProduct.StartAsync();
        product.Crm.World.Faults = product.Crm.World.Faults with { ScopesMissing = ["POST /conversations/messages/inbound"] };
        await product.AcceptAsync(TestProduct.Customer(1), "Hello");

        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(Failures.ReconnectNeeded, Assert.Single(await product.DeadLettersAsync()).Failure);
        Assert.Equal(LocationStates.Connected, await StatusAsync(product));
    }

    [Fact]
    public async Task A_message_to_send_waits_for_the_next_install_and_goes_out_once()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        await LoseAccessAsync(stage.Product);
        var id = await stage.WriteAsync(contact, "Hello");

        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Empty(stage.Sent);
        Assert.Null(await stage.Product.Get<MessageLinks>().FindAsync(stage.Product.LocationId, id, CancellationToken.None));
        await InstallAgainAsync(stage.Product);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(2));
        await stage.RunAsync();
        Assert.Equal("Hello", Assert.Single(stage.Texts));
        Assert.Equal("delivered", stage.StatusOf(id));
    }

    [Fact]
    public async Task A_message_to_send_that_waited_for_four_hours_fails_and_says_to_install_again()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        await LoseAccessAsync(stage.Product);
        var id = await stage.WriteAsync(contact, "Hello");

        await stage.Product.Queue.RunAllAsync(LaneTiming.GiveUpSendingAfter + Hour);

        Assert.Empty(stage.Sent);
        var link = await stage.LinkAsync(id);
        Assert.Equal((SendStates.Failed, Failures.ReconnectNeeded.Code), (link.State, link.FailureCode));
    }

    [Fact]
    public async Task How_a_message_ended_while_there_was_no_access_is_told_after_the_next_install()
    {
        await using var stage = await OutboundStage.StartAsync();
        var id = await stage.WriteAsync(stage.SalesContact(), "Hello");
        await stage.Product.Queue.RunDueAsync();
        await stage.Twilio.World.WhenSendsAreDoneAsync();
        await LoseAccessAsync(stage.Product);

        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal("pending", stage.StatusOf(id));
        await InstallAgainAsync(stage.Product);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("delivered", stage.StatusOf(id));
        Assert.Equal(SendStates.Delivered.Code, (await stage.LinkAsync(id)).Reported);
    }

    private static void SetActive(TestProduct product, bool isActive) =>
        product.Crm.World.Faults = product.Crm.World.Faults with { LocationsGone = isActive ? [] : [product.LocationId] };

    /// <summary>GoHighLevel ends the token, which can't be renewed: the next call finds it out.</summary>
    private static async Task LoseAccessAsync(TestProduct product)
    {
        product.Crm.World.RevokeToken(TestProduct.AccessToken);
        var lost = await Assert.ThrowsAsync<GoHighLevelException>(
            () => product.Get<GoHighLevelLocations>().ReadAsync(product.LocationId, CancellationToken.None));
        Assert.True(lost.IsAccessLost);
    }

    private static async Task InstallAgainAsync(TestProduct product) => Assert.Equal(
        InstallAnswers.Installed,
        await product.Get<CompleteInstall>().RunAsync(product.Crm.World.Installs.InstallIn(product.LocationId), CancellationToken.None));

    private static Task<LocationStatus> StatusAsync(TestProduct product) =>
        product.Get<ReadLocationStatus>().RunAsync(product.LocationId, CancellationToken.None);
}
