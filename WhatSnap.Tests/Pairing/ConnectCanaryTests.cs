using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Hosting;

namespace WhatSnap.Tests.Pairing;

public sealed class ConnectCanaryTests
{
    private const string Canary = "cafecafecafecafecafecafecafecafe";

    [Fact]
    public async Task A_token_that_is_typed_stands_nowhere_in_clear_and_neither_does_a_secret_of_the_old_route()
    {
        await using var azurite = await TestStorage.StartAsync();
        using var capture = new Capture();
        await using var stage = await ConnectStage.StartAsync(
            account => account with { AuthToken = Canary },
            number => number with { SmsUrl = "https://user:canary-route@studio.example.com/flow?key=canary-route" },
            configure: services => services.AddSingleton<ILoggerProvider>(capture),
            connectionString: azurite.Place.ConnectionString, logs: capture);
        var table = new FlowTable(stage.Product.Get<TableServiceClient>());
        await table.CreateAsync(CancellationToken.None);
        var host = new LocalFlows(table, stage.Product.Services, stage.Product.Time, NullLogger<LocalFlows>.Instance);
        await host.StartAsync(CancellationToken.None);
        var asked = await stage.AddAsync(token: Canary, on: host);
        await Eventually.BecomesAsync(() => host.ReadAsync($"connect~{asked}", CancellationToken.None).Result?.Status == RunConnectionStep.Ask);
        var whileAsked = await StorageDump.ReadAsync(azurite.Place.ConnectionString);
        await stage.Product.Get<ConnectionTable>().UpdateAsync(asked, attempt => attempt with { Answer = "yes" }, CancellationToken.None);
        await host.RaiseAsync($"connect~{asked}", "answer", "yes", CancellationToken.None);
        await Eventually.BecomesAsync(() =>
        {
            stage.Product.Time.Advance(TimeSpan.FromMilliseconds(100));
            return host.ReadAsync($"connect~{asked}", CancellationToken.None).Result?.IsRunning == false;
        });
        await host.StopAsync(CancellationToken.None);

        Assert.Equal(AccountStates.Active.Code, (await stage.AccountAsync(asked))!.StateCode);
        var all = whileAsked + await StorageDump.ReadAsync(azurite.Place.ConnectionString);
        Assert.Contains(asked.AccountId, all, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("canary-route", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary)), all, StringComparison.Ordinal);
        Assert.NotEmpty(capture.All);
        Assert.DoesNotContain(capture.All, one =>
            one.Text.Contains(Canary, StringComparison.OrdinalIgnoreCase)
            || one.Text.Contains("canary-route", StringComparison.OrdinalIgnoreCase)
            || one.Text.Contains(stage.Number[1..], StringComparison.Ordinal));
    }
}
