using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Hosting;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class InstallCanaryTests
{
    /// <summary>ASP.NET Core's lines on each request, which hold its whole address; both hosts leave them out.</summary>
    private static readonly string[] LeftOut = ["Microsoft.AspNetCore.Hosting.Diagnostics"];

    [Fact]
    public async Task No_code_token_secret_or_state_is_told_by_the_product()
    {
        using var storage = new StorageSwitch(retries: 0);
        using var capture = new Capture();
        var secrets = new List<string>();
        await using (var stage = await InstallStage.StartAsync(
            services =>
            {
                storage.Install(services);
                services.AddSingleton<ILoggerProvider>(capture);
            },
            logs: capture))
        {
            secrets.Add(stage.World.App.ClientSecret);
            await UseAsync(stage, storage, secrets);
        }

        var told = capture.All.Where(one => !LeftOut.Contains(one.Source)).ToList();
        Assert.Contains(told, one => one.Text.Contains("WhatSnap was installed in", StringComparison.Ordinal));
        Assert.Contains(told, one => one.Text.Contains("is lost", StringComparison.Ordinal));
        Assert.Contains(told, one => one.Text.Contains("gave no tokens", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(told, one => one.Text.Contains(secret, StringComparison.Ordinal)));
    }

    private static async Task UseAsync(InstallStage stage, StorageSwitch storage, List<string> secrets)
    {
        var (time, code) = (stage.Product.Time, stage.World.Installs.InstallIn(stage.LocationId));
        var state = stage.Product.Get<InstallState>().Issue();
        secrets.AddRange([code, state, "canary"]);
        await stage.CallbackAsync(code, state);
        await stage.CallbackAsync(code);
        await stage.CallbackAsync("canary-code", "canary-state");
        await stage.CallbackAsync("canary-code");
        await stage.RunAsync();
        await NoteAsync(stage, stage.LocationId, secrets);
        await stage.InstallAgencyAsync();
        await NoteAsync(stage, stage.OtherLocationId, secrets);
        var company = (await stage.Product.Get<GrantTable>().ReadAsync(GrantKey.OfCompany(stage.CompanyId), CancellationToken.None))!;
        secrets.AddRange([company.AccessToken!.Reveal(), company.RefreshToken!.Reveal()]);

        stage.World.ExpireTokens(stage.LocationId);
        await stage.CallAsync();
        await NoteAsync(stage, stage.LocationId, secrets);
        time.SetUtcNow((await stage.GrantAsync())!.RenewFrom!.Value);
        stage.World.Installs.RemoveFor(stage.CompanyId);
        await stage.Product.Get<TokenStore>().ReadAsync(GrantKey.OfLocation(stage.LocationId), CancellationToken.None);
        await Assert.ThrowsAsync<GoHighLevelException>(() => stage.CallAsync());

        var body = Encoding.UTF8.GetBytes($$"""{"type":"canary-kind","text":"canary","webhookId":"canary"}""");
        await stage.PostAsync(body);
        await stage.PostAsync(body, "canary");
        await stage.PostAsync("canary"u8.ToArray());
        storage.IsCut = true;
        await stage.PostAsync(JsonSerializer.SerializeToUtf8Bytes(stage.World.Installs.UninstallEvent(stage.LocationId)));
        await stage.CallbackAsync(stage.World.Installs.InstallIn(stage.LocationId));
        storage.IsCut = false;
        await stage.PostAsync(stage.World.Installs.UninstallEvent(stage.LocationId));
        await stage.RunAsync();
    }

    private static async Task NoteAsync(InstallStage stage, string locationId, List<string> secrets)
    {
        var grant = (await stage.GrantAsync(locationId))!;
        secrets.Add(grant.AccessToken!.Reveal());
        if (grant.RefreshToken is { } refresh) secrets.Add(refresh.Reveal());
    }
}
