using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Pairing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Dashboard;

/// <summary>The calls that are there for the dashboard's pages alone.</summary>
public sealed class DashboardCallsTests
{
    [Fact]
    public async Task Why_a_new_account_could_not_be_connected_is_shown_although_it_is_gone()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload())).Token;
        var key = AccountKey.New(stage.Product.LocationId);
        await stage.Product.Get<ConnectionTable>().BeginAsync(key, CancellationToken.None);
        await stage.Product.Get<ConnectionTable>().UpdateAsync(key, now => now with { EndCode = "not_scanned" }, CancellationToken.None);

        var reply = await stage.SendAsync(HttpMethod.Get, $"api/accounts/{key.AccountId}/connection", null, token);

        Assert.Equal(JsonValueKind.Null, reply.Json.GetProperty("account").ValueKind);
        Assert.Equal("failed", reply.Text("connection", "state"));
        Assert.Equal("not_scanned", reply.Text("connection", "end", "code"));
    }

    [Fact]
    public async Task An_account_of_another_location_shows_no_connection()
    {
        await using var stage = await SessionStage.StartAsync();
        var other = SessionStage.NewLocationId();
        await stage.InstallAsync(other, stage.CompanyId);
        var token = (await stage.OpenAsync(stage.Payload(user => user with { LocationId = other }))).Token;

        var reply = await stage.SendAsync(HttpMethod.Get, $"api/accounts/{stage.Product.Account.AccountId}/connection", null, token);

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
    }

    [Theory]
    [InlineData("admin", true)]
    [InlineData("user", false)]
    public async Task Only_who_may_connect_sees_the_code_to_scan(string role, bool sees)
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload(user => user with { Role = role }))).Token;
        var account = await stage.Product.AddAccountAsync("Phone", "+15005550108", one => one with
        {
            Platform = Platform.WhatsApp,
            Number = null,
            StateCode = AccountStates.Pending.Code,
            PendingUntil = stage.Product.Time.GetUtcNow().AddHours(1),
            WhatsApp = WhatsAppLink.New(one.Key),
        });

        var reply = await stage.SendAsync(HttpMethod.Get, $"api/accounts/{account.AccountId}/connection", null, token);

        Assert.Equal("Phone", reply.Text("account", "name"));
        Assert.Equal(sees ? JsonValueKind.Object : JsonValueKind.Null, reply.Json.GetProperty("qr").ValueKind);
    }

    [Fact]
    public async Task What_may_be_asked_for_of_an_account_follows_its_state()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload())).Token;
        await stage.Product.AddAccountAsync("Gone", "+15005550107", one => one with { StateCode = AccountStates.Disconnected.Code });
        await stage.Product.AddAccountAsync("Going", "+15005550106", one => one with { StateCode = AccountStates.Removing.Code });

        var reply = await stage.SendAsync(HttpMethod.Get, "api/accounts", null, token);

        var actions = reply.Json.GetProperty("accounts").EnumerateArray().ToDictionary(
            one => one.GetProperty("name").GetString()!, one => string.Join(' ', one.GetProperty("actions").EnumerateArray().Select(action => action.GetString())));
        Assert.Equal("disconnect remove", actions["Sales"]);
        Assert.Equal("reconnect remove", actions["Gone"]);
        Assert.Equal("", actions["Going"]);
    }

    [Fact]
    public async Task Contacts_are_found_by_what_people_call_them_with_masked_numbers()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload())).Token;
        await stage.Product.AcceptAsync("+15005550123", "Hello");
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));
        var id = Assert.Single(stage.Product.CrmMessages).ContactId;

        var found = await stage.SendAsync(HttpMethod.Get, "api/contacts?query=50123", null, token);
        var named = await stage.SendAsync(HttpMethod.Get, $"api/contacts?ids={id},none", null, token);

        Assert.Equal((id, "+15***23"), Read(found));
        Assert.Equal((id, "+15***23"), Read(named));
        static (string, string) Read(Fixture.Reply reply)
        {
            var one = Assert.Single(reply.Json.GetProperty("contacts").EnumerateArray());
            return (one.GetProperty("id").GetString()!, one.GetProperty("number").GetString()!);
        }
    }

    [Fact]
    public async Task A_list_without_names_is_given_where_GoHighLevel_does_not_answer_and_a_search_is_refused()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload())).Token;
        stage.Product.Crm.World.Faults = new GoHighLevelFaults { Unavailable = true };

        var named = await stage.SendAsync(HttpMethod.Get, "api/contacts?ids=abcdefghij0123456789", null, token);
        var found = await stage.SendAsync(HttpMethod.Get, "api/contacts?query=Ann", null, token);

        Assert.Empty(named.Json.GetProperty("contacts").EnumerateArray());
        Assert.Equal(HttpStatusCode.BadGateway, found.Status);
    }

    [Theory]
    [InlineData("api/contacts")]
    [InlineData("api/contacts?query=a&ids=b")]
    [InlineData("api/contacts?ids=no/id")]
    public async Task What_is_no_search_is_refused(string path)
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload())).Token;

        Assert.Equal(HttpStatusCode.BadRequest, (await stage.SendAsync(HttpMethod.Get, path, null, token)).Status);
    }

    [Fact]
    public async Task An_agency_sees_the_states_of_its_own_locations_alone()
    {
        await using var stage = await SessionStage.StartAsync();
        var foreign = SessionStage.NewLocationId();
        await stage.InstallAsync(foreign, "other-company");
        var token = await stage.UnboundTokenAsync();

        var reply = await stage.SendAsync(HttpMethod.Get, $"api/locations/states?ids={stage.Product.LocationId},{foreign}", null, token);

        var location = Assert.Single(reply.Json.GetProperty("locations").EnumerateArray());
        Assert.Equal(stage.Product.LocationId, location.GetProperty("id").GetString());
        var account = Assert.Single(location.GetProperty("accounts").EnumerateArray());
        Assert.Equal(("Sales", "active"), (account.GetProperty("name").GetString(), account.GetProperty("state").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_session_of_one_location_does_not_see_the_agency_s_others()
    {
        await using var stage = await SessionStage.StartAsync();
        var token = (await stage.OpenAsync(stage.Payload())).Token;

        var reply = await stage.SendAsync(HttpMethod.Get, $"api/locations/states?ids={stage.Product.LocationId}", null, token);

        Assert.Equal(HttpStatusCode.Forbidden, reply.Status);
    }

    [Fact]
    public async Task The_domain_of_an_agency_may_frame_the_page_for_its_locations_and_no_others()
    {
        await using var stage = await SessionStage.StartAsync();
        var other = SessionStage.NewLocationId();
        await stage.InstallAsync(other, "other-company");

        // The install reads the location anew, and GoHighLevel says whose it is.
        var agency = stage.Product.Crm.World.Locations.Single(one => one.Id == stage.Product.LocationId).CompanyId;
        var events = stage.Product.Services.GetServices<IHandleEvent>().OfType<HandleInstall>().Single();
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "INSTALL",
            appId = stage.Product.Crm.World.App.AppId,
            companyId = agency,
            locationId = stage.Product.LocationId,
            whitelabelDetails = new { domain = "CRM.agency.example" },
        });

        var work = events.Read(CrmEvent.Read(body)!, stage.Product.Time.GetUtcNow())!;
        await events.RunAsync(EventWork.FromJson(work.ToJson()), CancellationToken.None);

        Assert.EndsWith(" https://crm.agency.example", await FramersAsync(stage, $"?location={stage.Product.LocationId}"), StringComparison.Ordinal);
        Assert.DoesNotContain("agency", await FramersAsync(stage, $"?location={other}"), StringComparison.Ordinal);
        Assert.DoesNotContain("agency", await FramersAsync(stage, ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crm.example.com; script-src *")]
    [InlineData("localhost")]
    [InlineData("*.com")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_domain_is_not_taken_for_one(string? text) => Assert.Null(WhiteLabelDomains.Read(text));

    private static async Task<string> FramersAsync(SessionStage stage, string query)
    {
        using var answer = await stage.Door.Http.GetAsync($"app/{query}");
        return answer.Headers.GetValues("Content-Security-Policy").Single();
    }
}
