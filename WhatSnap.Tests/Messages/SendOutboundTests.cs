using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>What is written in GoHighLevel goes out through the right account, once, and its status comes back.</summary>
public sealed class SendOutboundTests
{
    [Fact]
    public async Task A_message_goes_out_through_the_account_of_the_contacts_tag_and_its_delivery_comes_back()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();

        var id = await stage.WriteAsync(contact, "Hello");
        await stage.RunAsync();

        var sent = Assert.Single(stage.Sent);
        Assert.Equal((TestProduct.Customer(1), TestProduct.Number, "Hello"), (sent.Message.To, sent.Message.From, sent.Message.Body));
        Assert.Equal("delivered", stage.StatusOf(id));
        var link = await stage.LinkAsync(id);
        Assert.Equal(SendStates.Delivered, link.State);
        Assert.Equal((sent.Sid, "acc-sales", 1, false), (link.ProviderId, link.AccountId, link.Segments, link.IsUcs2));
        Assert.Equal("Sent from Sales: tag whatsnap-account-sales.", link.Reason);
        Assert.Equal(new CostEstimate(0.0083m, "USD"), link.Cost);
    }

    [Fact]
    public async Task A_message_goes_out_without_an_estimate_of_its_cost_where_Twilio_names_none()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();

        var picture = await stage.WriteAsync(contact, "Look", "https://example.com/picture.png");
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with
        {
            Calls = [new TwilioCallFault { Call = TwilioCallName.ReadPrices, Failure = TwilioFailure.ServerError }],
        };
        var text = await stage.WriteAsync(contact, "Hello");
        await stage.RunAsync();

        Assert.Equal(["Look", "Hello"], stage.Texts);
        Assert.Null((await stage.LinkAsync(picture)).Cost);
        Assert.Null((await stage.LinkAsync(text)).Cost);
    }

    /// <summary>Slots of work that turned out lighter, or is done, are left over.</summary>
    [Fact]
    public async Task What_waits_in_a_line_in_which_nobody_stands_any_more_goes_out_before_its_slot()
    {
        await using var stage = await OutboundStage.StartAsync();
        var (budgets, owner) = (stage.Product.Get<RateBudgets>(), GrantKey.OfLocation(stage.Product.LocationId));
        using var near = new HttpResponseMessage(HttpStatusCode.OK);
        near.Headers.Add("X-RateLimit-Max", "100");
        near.Headers.Add("X-RateLimit-Remaining", "20");
        await budgets.LearnAsync(owner, near.StatusCode, near.Headers, CancellationToken.None);
        budgets.Of(owner).Slots.Next(TimeSpan.Zero, TimeSpan.FromMinutes(5));

        await stage.WriteAsync(stage.SalesContact(), "Hello");

        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(stage.Sent);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(2));

        Assert.Single(stage.Sent);
    }

    [Fact]
    public async Task What_waited_for_an_account_to_be_chosen_does_not_wait_any_more_when_it_is_sent()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        stage.Crm.Faults = stage.Crm.Faults with { Unavailable = true };
        await stage.WriteAsync(contact, "Hello");
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(6));
        var during = await stage.Product.Get<ReadHealth>().RunAsync(stage.Product.LocationId, CancellationToken.None);

        stage.Crm.Faults = stage.Crm.Faults with { Unavailable = false };
        await stage.RunAsync();
        var after = await stage.Product.Get<ReadHealth>().RunAsync(stage.Product.LocationId, CancellationToken.None);

        Assert.Contains(("", HealthSigns.ChoicesWaiting), during.Signs);
        Assert.Single(stage.Sent);
        Assert.Empty(after.Signs);
    }

    [Fact]
    public async Task A_repeated_delivery_sends_the_message_once()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Crm.Faults = stage.Crm.Faults with { PostRepeatRate = 1 };

        stage.Crm.WriteAsPerson(stage.SalesContact().Id, "once");
        await Eventually.BecomesAsync(() =>
        {
            stage.Product.Time.Advance(TimeSpan.FromSeconds(1));
            return stage.Crm.PendingPosts == 0;
        });
        await stage.RunAsync();

        Assert.True(stage.Crm.Deliveries.Single().Attempts.Count > 1);
        Assert.Single(stage.Sent);
    }

    [Fact]
    public async Task Messages_to_one_contact_go_out_in_the_order_in_which_they_were_accepted()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        for (var number = 1; number <= 12; number++) await stage.WriteAsync(contact, $"text {number}");

        await stage.RunAsync();

        Assert.Equal(Enumerable.Range(1, 12).Select(number => $"text {number}"), stage.Texts);
    }

    [Fact]
    public async Task A_failure_at_the_phone_is_told_with_the_code_and_a_sentence()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.Undelivered(30006));

        var id = await stage.WriteAsync(stage.SalesContact(), "Hello");
        await stage.RunAsync();

        var error = stage.Crm.Message(id)!.Statuses[^1].Error;
        Assert.Equal(("failed", "30006"), (stage.StatusOf(id), error?.Code));
        Assert.Contains("landline", error!.Message, StringComparison.Ordinal);
        Assert.Contains("twilio.com/docs/api/errors/30006", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_Twilio_refuses_fails_at_once_and_the_next_one_goes_out()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        var refused = await stage.WriteAsync(contact, new string('a', 1601));
        var next = await stage.WriteAsync(contact, "next");

        await stage.RunAsync();

        Assert.Equal(["next"], stage.Texts);
        Assert.Equal(("failed", "delivered"), (stage.StatusOf(refused), stage.StatusOf(next)));
        var link = await stage.LinkAsync(refused);
        Assert.Equal((Failures.ProviderRefused.Code, "21617"), (link.FailureCode, link.ProviderCode));
    }

    [Fact]
    public async Task Without_any_account_to_choose_the_message_fails_with_a_clear_reason()
    {
        await using var stage = await OutboundStage.StartAsync();

        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        await stage.RunAsync();

        Assert.Equal("failed", stage.StatusOf(id));
        Assert.Equal(Failures.NoAccount.Code, (await stage.LinkAsync(id)).FailureCode);
        Assert.Contains("default account", stage.Crm.Message(id)!.Statuses[^1].Error!.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Sent);
    }

    [Fact]
    public async Task An_account_that_is_not_connected_fails_the_message_and_never_sends_through_another()
    {
        await using var stage = await OutboundStage.StartAsync();
        await stage.AddSupportAsync();
        await stage.Product.ChangeAccountAsync(account => account with { StateCode = AccountStates.Disconnected.Code });

        var id = await stage.WriteAsync(stage.SalesContact(), "Hello");
        await stage.RunAsync();

        Assert.Equal(Failures.SenderNotActive.Code, (await stage.LinkAsync(id)).FailureCode);
        Assert.Empty(stage.Sent);
    }

    [Fact]
    public async Task An_account_that_another_worker_has_just_connected_sends_at_once()
    {
        await using var stage = await OutboundStage.StartAsync();
        await stage.AddSupportAsync();
        var contact = stage.SalesContact();
        await stage.Product.ChangeAccountAsync(account => account with { StateCode = AccountStates.Disconnected.Code });
        var product = stage.Product;
        await product.Get<AccountDirectory>().FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None);
        await product.Get<AccountTable>().UpdateAsync(product.Account.Key, account => account with { StateCode = AccountStates.Active.Code }, CancellationToken.None);

        var id = await stage.WriteAsync(contact, "Hello");
        await stage.RunAsync();

        Assert.Equal(["Hello"], stage.Texts);
        Assert.Equal("delivered", stage.StatusOf(id));
    }

    [Fact]
    public async Task Attachments_go_out_and_more_than_ten_in_further_texts()
    {
        await using var stage = await OutboundStage.StartAsync();
        string[] files = [.. Enumerable.Range(1, 12).Select(number => stage.Crm.Shelve($"{number}.png", "image/png", [1, 2, 3]))];

        var id = await stage.WriteAsync(stage.SalesContact(), "pictures", files);
        await stage.RunAsync();

        Assert.Equal(["pictures", ""], stage.Texts);
        Assert.Equal(["10", "2"], stage.Sent.Select(sent => $"{sent.Message.MediaUrls.Count}"));
        Assert.Equal("delivered", stage.StatusOf(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a number")]
    public async Task A_contact_without_a_number_gets_nothing_and_the_person_is_told(string phone)
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        var message = new OutboundMessage(stage.Product.LocationId, "message0000000000001", 1, contact.Id, phone, "Hello", []);

        await stage.Product.Get<AcceptOutbound>().RunAsync(message, CancellationToken.None);
        await stage.RunAsync();

        Assert.Equal(Failures.RecipientWithoutNumber.Code, (await stage.LinkAsync(message.MessageId)).FailureCode);
    }
}
