using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Hosting;

namespace WhatSnap.Tests.Storage;

/// <summary>Keys are changed while the product runs.</summary>
public sealed class ResealSecretsTests
{
    private static readonly string New = $"new:{Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray())}";

    [Fact]
    public async Task A_key_is_changed_without_a_message_that_fails_and_the_old_one_is_needed_no_more()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var before = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        await before.Get<AlertSettingsTable>().SaveAsync(
            before.LocationId, new AlertSettings([], new Uri("https://hooks.example.com/"), new Secret("whsec_AAAA")), CancellationToken.None);

        await before.Get<DeviceTable>().AddAsync(
            new Device(before.LocationId, "phone", "d", DevicePlatform.Android, "Pixel") { TokenHash = "00", SmsGate = new SmsGateLink(new Secret("hook"), new Secret("sign")) },
            CancellationToken.None);

        // Behind, then in front: at each moment two hosts with neighbouring rings open what the other sealed.
        await using var behind = await before.RestartAsync(Ring(TestProduct.Key, New));
        await using var inFront = await before.RestartAsync(Ring(New, TestProduct.Key));
        await WorksAsync(behind, 1);
        await WorksAsync(inFront, 2);
        await inFront.ChangeAccountAsync(known => known with { Name = "Sales EU" });
        await WorksAsync(behind, 3);
        await inFront.Get<ResealSecrets>().RunAsync(CancellationToken.None);
        await WorksAsync(behind, 4);

        Assert.DoesNotContain("=test:", await StorageDump.ReadAsync(azurite.Place.ConnectionString), StringComparison.Ordinal);
        await using var after = await before.RestartAsync(Ring(New));
        await WorksAsync(after, 5);
        Assert.Equal("whsec_AAAA", (await after.Get<AlertSettingsTable>().ReadAsync(after.LocationId, CancellationToken.None)).WebhookSecret!.Reveal());
        Assert.NotNull((await after.Get<GrantTable>().ReadAsync(GrantKey.OfLocation(after.LocationId), CancellationToken.None))!.AccessToken);
        Assert.Equal("sign", (await after.Get<DeviceTable>().FindAsync("d", CancellationToken.None))!.SmsGate!.SigningKey.Reveal());
        Assert.Equal(5, after.CrmMessages.Count);
        Assert.Empty(after.Queue.Failures);
    }

    [Fact]
    public async Task A_row_that_no_key_opens_keeps_no_other_from_being_sealed_and_is_told()
    {
        using var log = new Capture();
        await using var azurite = await TestStorage.StartAsync();
        await using var before = await TestProduct.StartAsync(
            services => services.AddSingleton<ILoggerProvider>(log), connectionString: azurite.Place.ConnectionString);
        await using var product = await before.RestartAsync(Ring(New, TestProduct.Key));
        var rows = product.Get<TableServiceClient>().GetTableClient(TableNames.Accounts);
        await rows.UpdateEntityAsync(
            new TableEntity(product.LocationId, product.Account.AccountId) { ["TwilioTokens"] = "gone:AAAA" }, ETag.All);

        await product.Get<ResealSecrets>().RunAsync(CancellationToken.None);

        var grants = product.Get<TableServiceClient>().GetTableClient(TableNames.Tokens);
        var grant = await grants.GetEntityAsync<TableEntity>(product.LocationId, "location");
        Assert.StartsWith("new:", grant.Value.GetString("AccessToken"), StringComparison.Ordinal);
        Assert.Contains(log.All, one => one.Text.Contains("put the key back that sealed them", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_the_current_key_is_not_written()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        var before = await product.Get<AccountTable>().FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None);

        await product.Get<ResealSecrets>().RunAsync(CancellationToken.None);

        var after = await product.Get<AccountTable>().FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None);
        Assert.Equal(before!.ETag, after!.ETag);
    }

    private static Dictionary<string, string?> Ring(params string[] keys) => new()
    {
        ["Secrets:Keys:0"] = keys[0],
        ["Secrets:Keys:1"] = keys.ElementAtOrDefault(1),
    };

    private static async Task WorksAsync(TestProduct product, int customer)
    {
        await product.AcceptAsync(TestProduct.Customer(customer), "Hello");
        product.Queue.Consumers[QueueNames.DeliverInbound] = (body, token) => product.Get<Core.Messages.WorkOnLane>().RunAsync(body, token);
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
    }
}
