using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Hosting;

namespace WhatSnap.Tests.Dashboard;

public sealed class SessionCanaryTests
{
    [Fact]
    public async Task No_payload_name_e_mail_secret_or_token_is_told_by_the_product()
    {
        using var storage = new StorageSwitch(retries: 1);
        using var capture = new Capture();
        var secrets = new List<string>();
        await using (var stage = await SessionStage.StartAsync(
            services =>
            {
                storage.Install(services);
                services.AddSingleton<ILoggerProvider>(capture);
            },
            logs: capture))
        {
            secrets.Add(stage.Product.Crm.World.SharedSecret);
            secrets.AddRange(["Canary", Convert.ToHexString(TokenMint.Derived(TestProduct.Key))]);
            await UseAsync(stage, storage, secrets);
        }

        var told = capture.All;
        Assert.Contains(told, one => one.Kind == "log" && one.Text.Contains("Session for user", StringComparison.Ordinal));
        Assert.Contains(told, one => one.Kind == "log" && one.Text.Contains("No session", StringComparison.Ordinal));
        Assert.Contains(told, one => one.Source.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(
            told, one => one.Text.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task UseAsync(SessionStage stage, StorageSwitch storage, List<string> secrets)
    {
        var payload = stage.Payload(Canary);
        var opened = await stage.OpenAsync(payload);
        var replayed = await stage.OpenAsync(payload);
        var unbound = await stage.OpenAsync(stage.Payload(user => Canary(user) with { LocationId = null, Type = "agency" }));
        var bound = await stage.PostAsync("api/session/location", new { locationId = stage.Product.LocationId }, unbound.Token);
        var wrong = TokenMint.WithClaim(bound.Token, "location", "canary");
        await stage.SendAsync(HttpMethod.Get, "api/locations", null, wrong);
        await stage.PostAsync("api/session", new { payload = 1, email = "canary" });
        var refused = stage.Payload(user => Canary(user) with { Role = "owner" });
        await stage.OpenAsync(refused);
        storage.IsCut = true;
        var lost = stage.Payload(Canary);
        await stage.OpenAsync(lost);
        storage.IsCut = false;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (opened.Status, replayed.Status));
        Assert.Equal("Canary User", opened.Json.GetProperty("userName").GetString());
        string[] payloads = [payload, refused, lost];
        secrets.AddRange(payloads.Select(text => text[24..48]));
        string[] tokens = [opened.Token, unbound.Token, bound.Token, wrong];
        secrets.AddRange(tokens.SelectMany(token => token.Split('.')[1..]));
    }

    private static CustomPageUser Canary(CustomPageUser user) =>
        user with { UserName = "Canary User", Email = "canary@example.com" };
}
