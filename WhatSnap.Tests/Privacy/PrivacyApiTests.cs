using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.GoHighLevel;

namespace WhatSnap.Tests.Privacy;

/// <summary>Export and erasure by people, and what becomes of a location that was uninstalled.</summary>
public sealed class PrivacyApiTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_export_has_an_object_each_line_with_the_waiting_text_and_no_secret()
    {
        await using var stage = await ApiStage.StartAsync();
        var product = stage.Stage.Product;
        product.Crm.World.Faults = product.Crm.World.Faults with { Unavailable = true };
        await product.AcceptAsync(TestProduct.Customer(1), "waiting text");

        var all = await ExportAsync(stage, new { locationId = product.LocationId });
        var one = await ExportAsync(stage, new { number = TestProduct.Customer(1) });

        foreach (var text in new[] { all, one })
        {
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
            Assert.Contains(lines, line => line.GetProperty("table").GetString() == TableNames.Lanes);
            Assert.Contains("waiting text", text, StringComparison.Ordinal);
        }

        Assert.Contains(all.Split('\n'), line => line.Contains("\"accounts\"", StringComparison.Ordinal));
        Assert.DoesNotContain(TestProduct.AuthToken, all, StringComparison.Ordinal);
        Assert.DoesNotContain(TestProduct.AccessToken, all, StringComparison.Ordinal);
        Assert.DoesNotContain("\"accounts\"", one, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_location_is_erased_with_its_accounts_and_numbers_get_their_old_routes_back()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var stage = await ApiStage.StartAsync(
            line => line with { SmsUrl = "https://before.example.com/sms" }, connectionString: azurite.Place.ConnectionString);
        var (connect, product) = (stage.Stage, stage.Stage.Product);
        var key = await connect.AddAsync();
        connect.AnswerWhenAsked(key, ConnectTwilio.Yes);
        await connect.Flows.RunAllAsync();
        await product.AcceptAsync(TestProduct.Customer(1), "canary text");
        await product.Queue.RunAllAsync(Hour);
        Assert.NotEqual("https://before.example.com/sms", connect.NumberAtTwilio.SmsUrl);

        var answer = await stage.PostAsync(Routes.Erase, new { locationId = product.LocationId, confirm = product.LocationId });
        Assert.Equal(202, (int)answer.Status);
        for (var look = 0; look < 10; look++)
        {
            await product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
            await product.Get<ResumeAccounts>().RunAsync(connect.Flows, CancellationToken.None);
            await connect.Flows.RunAllAsync();
        }

        Assert.Empty(product.Queue.Failures);
        Assert.Equal("https://before.example.com/sms", connect.NumberAtTwilio.SmsUrl);
        var left = (await StorageDump.ReadAsync(azurite.Place.ConnectionString)).Split('\n');
        Assert.DoesNotContain(left, line => line.Contains("canary", StringComparison.Ordinal));

        // That it was uninstalled stays known, so that an old event has no effect.
        var named = left.Where(line => line.Contains(product.LocationId, StringComparison.Ordinal)).ToList();
        Assert.All(named, line => Assert.True(line.Contains("UninstalledAt", StringComparison.Ordinal) || line.Contains("location~", StringComparison.Ordinal) || line.Contains("activity~", StringComparison.Ordinal) || line.Contains("removed~", StringComparison.Ordinal), line));
    }

    [Fact]
    public async Task Days_after_an_uninstall_all_is_erased_unless_it_was_installed_again()
    {
        await using var azurite = await TestStorage.StartAsync();
        foreach (var isBack in new[] { false, true })
        {
            await using var stage = await InstallStage.StartAsync(connectionString: azurite.Place.ConnectionString);
            var product = stage.Product;
            await product.AcceptAsync(TestProduct.Customer(1), "Hello");
            await product.Queue.RunDueAsync();
            await product.Get<AccountTable>().RemoveAsync(product.Account.Key, _ => true, CancellationToken.None);
            product.Time.Advance(Hour);
            await product.Get<UninstallLocation>().RunAsync(product.LocationId, product.Time.GetUtcNow(), CancellationToken.None);
            Assert.NotEmpty(await LanesAsync(azurite.Place.ConnectionString, product.LocationId));

            product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysAfterUninstall - 1));
            await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
            await product.Queue.RunDueAsync();
            Assert.NotEmpty(await LanesAsync(azurite.Place.ConnectionString, product.LocationId));

            if (isBack)
            {
                await stage.CallbackAsync(stage.World.Installs.InstallIn(product.LocationId));
                await stage.RunAsync();
            }

            product.Time.Advance(TimeSpan.FromDays(2));
            await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
            await product.Queue.RunDueAsync();

            Assert.Equal(isBack, (await LanesAsync(azurite.Place.ConnectionString, product.LocationId)).Count > 0);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"contactId\":\"a\",\"number\":\"+15005550123\"}")]
    [InlineData("{\"contactId\":\"a b\"}")]
    [InlineData("{\"number\":\"12\"}")]
    [InlineData("{\"locationId\":\"another\",\"confirm\":\"another\"}")]
    [InlineData("{\"contactId\":7}")]
    [InlineData("[]")]
    public async Task What_names_nobody_is_refused_and_changes_nothing(string body)
    {
        await using var stage = await ApiStage.StartAsync();

        foreach (var route in new[] { Routes.Export, Routes.Erase })
        {
            var refusal = await stage.SendTextAsync(HttpMethod.Post, route, body);
            Assert.Equal(400, (int)refusal.Status);
            Assert.NotEmpty(refusal.Sentence);
        }

        Assert.Empty((await stage.GetAsync(Routes.Activity)).Json.GetProperty("activities").EnumerateArray());
    }

    [Fact]
    public async Task The_whole_location_needs_its_id_twice_and_the_right_to_disconnect()
    {
        await using var stage = await ApiStage.StartAsync();
        var location = stage.Stage.LocationId;

        Assert.Equal(400, (int)(await stage.PostAsync(Routes.Erase, new { locationId = location })).Status);
        Assert.Equal(400, (int)(await stage.PostAsync(Routes.Erase, new { locationId = location, confirm = "yes" })).Status);
        Assert.Equal(403, (int)(await stage.PostAsync(Routes.Erase, new { locationId = location, confirm = location }, stage.TokenFor(location, Rights.View | Rights.Connect))).Status);
        Assert.Equal(404, (int)(await stage.PostAsync(Routes.Erase, new { number = TestProduct.Customer(77) })).Status);
    }

    [Fact]
    public void Every_table_is_of_locations_or_has_nothing_of_customers()
    {
        string[] others = [TableNames.Tokens, TableNames.Hooks, TableNames.Claims, TableNames.Retention, TableNames.Parked, TableNames.Companies, TableNames.Sso, TableNames.Events, TableNames.DeviceKeys];

        Assert.Equal(TableNames.All.Order(), TableNames.OfLocations.Concat(others).Order());
    }

    private static async Task<string> ExportAsync(ApiStage stage, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Export) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", stage.TokenFor(stage.Stage.LocationId, Rights.All));
        using var answer = await stage.Stage.Door.Http.SendAsync(request);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<List<string>> LanesAsync(string connection, string locationId) =>
        [.. (await StorageDump.ReadAsync(connection)).Split('\n').Where(line => line.Contains($"PartitionKey={locationId}~", StringComparison.Ordinal))];
}
