using System.Net;
using System.Text.Json;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

/// <summary>Which account answers a contact and why, now and after a change of its tags that is only tried out.</summary>
public sealed class RoutingApiTests
{
    private const string SalesTag = "whatsnap-account-sales";
    private const string SupportTag = "whatsnap-account-support";

    [Fact]
    public async Task The_sentence_is_the_one_that_a_message_sent_now_gets_as_its_reason()
    {
        await using var outbound = await OutboundStage.StartAsync();
        await outbound.AddSupportAsync();
        await outbound.Product.AcceptAsync(TestProduct.Customer(1), "I write to sales");
        await outbound.RunAsync();
        var contact = outbound.Crm.Contacts.Single();
        var id = await outbound.WriteAsync(contact, "Hello");
        await outbound.RunAsync();
        var token = outbound.Product.Get<SessionTokens>().Issue(new ApiSession("company1", outbound.Product.LocationId, "user1", Rights.All)).Token.Reveal();

        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/routing?contactId={contact.Id}");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await outbound.Door.Http.SendAsync(request);
        var now = (await Reply.ReadAsync(answer)).Json.GetProperty("now");

        Assert.Equal((await outbound.LinkAsync(id)).Reason, now.GetProperty("reason").GetString());
        Assert.Equal(("tag", "Sales"), (now.GetProperty("basis").GetString(), now.GetProperty("accountName").GetString()));
        Assert.Equal(outbound.Product.Account.AccountId, now.GetProperty("lastAccountId").GetString());
    }

    [Fact]
    public async Task A_contact_whose_tags_are_not_known_is_read_with_one_call_and_nothing_is_stored()
    {
        await using var stage = await StartAsync();
        var contact = Seed(stage, 1, SalesTag, "whatsnap-account-old", "vip");
        var before = stage.Stage.Product.Crm.World.Calls.Total;

        var now = (await stage.GetAsync($"api/routing?contactId={contact.Id}")).Json.GetProperty("now");

        Assert.Equal(stage.SalesId, now.GetProperty("accountId").GetString());
        Assert.Equal(SalesTag, Assert.Single(now.GetProperty("accountTags").EnumerateArray()).GetProperty("tag").GetString());
        Assert.Equal("whatsnap-account-old", Assert.Single(now.GetProperty("tagsWithoutAccount").EnumerateArray()).GetString());
        Assert.Equal(JsonValueKind.Null, now.GetProperty("problem").ValueKind);
        Assert.Equal(1, stage.Stage.Product.Crm.World.Calls.Total - before);
        Assert.Null(await stage.Stage.Product.Get<KnownContacts>().FindAsync(stage.Stage.LocationId, contact.Id, CancellationToken.None));
    }

    [Theory]
    [InlineData($"addTag={SupportTag}&removeTag={SalesTag}", "acc-support", "Support would answer instead of Sales.")]
    [InlineData($"removeTag={SalesTag}", null, "No account would answer any more: messages to this contact would fail.")]
    [InlineData("removeTag=WhatSnap-Account-SALES", null, "No account would answer any more: messages to this contact would fail.")]
    [InlineData("addTag=vip", "acc-sales", "Nothing changes: Sales answers as before.")]
    public async Task A_change_of_tags_is_tried_out_and_not_made(string change, string? account, string sentence)
    {
        await using var stage = await StartAsync();
        var contact = Seed(stage, 1, SalesTag);

        var shown = await stage.GetAsync($"api/routing?contactId={contact.Id}&{change}");

        var then = shown.Json.GetProperty("whatIf");
        Assert.Equal((sentence, account != "acc-sales"), (then.GetProperty("sentence").GetString(), then.GetProperty("isChange").GetBoolean()));
        Assert.Equal(account, then.GetProperty("then").GetProperty("accountId").GetString());
        Assert.Equal(stage.SalesId, shown.Text("now", "accountId"));
        Assert.Equal([SalesTag], stage.Stage.Product.Crm.World.Contacts.Single().Tags);
    }

    [Fact]
    public async Task An_account_that_can_not_send_now_is_said_to_be_a_problem()
    {
        await using var stage = await StartAsync();
        var contact = Seed(stage, 1, SalesTag);
        await stage.Stage.Product.ChangeAccountAsync(account => account with { StateCode = AccountStates.NeedsNewToken.Code });

        var now = (await stage.GetAsync($"api/routing?contactId={contact.Id}")).Json.GetProperty("now");

        Assert.Equal("needs_new_token", now.GetProperty("problem").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_contact_of_another_location_is_not_there()
    {
        await using var stage = await StartAsync();
        var contact = RoutingStage.SeedElsewhere(stage, SalesTag);

        Assert.Equal(HttpStatusCode.NotFound, (await stage.GetAsync($"api/routing?contactId={contact.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stage.GetAsync("api/routing?contactId=nobody")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?contactId=")]
    [InlineData("?contactId=a%2Fb")]
    [InlineData("?contactId=c1&addTag=")]
    [InlineData("?contactId=c1&addTag=a&addTag=b")]
    [InlineData("?contactId=c1&removeTag=%0a")]
    [InlineData("?contactId=c1&addTag=long")]
    public async Task A_question_that_is_not_clear_is_refused(string query)
    {
        await using var stage = await StartAsync();

        var refused = await stage.GetAsync("api/routing" + query.Replace("long", new string('x', 201), StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.NotEmpty(refused.Sentence);
    }

    [Fact]
    public async Task While_GoHighLevel_does_not_answer_it_says_so()
    {
        await using var stage = await StartAsync();
        var contact = Seed(stage, 1, SalesTag);
        stage.Stage.Product.Crm.World.Faults = stage.Stage.Product.Crm.World.Faults with { Unavailable = true };

        Assert.Equal(HttpStatusCode.BadGateway, (await stage.GetAsync($"api/routing?contactId={contact.Id}")).Status);
        Assert.Equal(HttpStatusCode.BadGateway, (await stage.GetAsync("api/routing/problems")).Status);
    }

    private static Task<ApiStage> StartAsync() => RoutingStage.StartAsync("Support");

    private static SimulatedContact Seed(ApiStage stage, int index, params string[] tags) => RoutingStage.Seed(stage, index, tags);
}
