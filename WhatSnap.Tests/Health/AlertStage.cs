using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Health;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Health;

/// <summary>A location with an account whose state tests change, and receivers of its alerts.</summary>
internal sealed class AlertStage(TestProduct product, AlertReceivers receivers) : IAsyncDisposable
{
    public const string Address = "owner@example.com";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public TestProduct Product => product;

    public AlertReceivers Receivers => receivers;

    /// <param name="configure">Changes the registrations.</param>
    /// <param name="address">Where the product itself is: on this machine, so that a webhook may be here too.</param>
    public static async Task<AlertStage> StartAsync(Action<IServiceCollection>? configure = null, string address = "http://127.0.0.1:1")
    {
        var receivers = await AlertReceivers.StartAsync();
        var settings = receivers.Settings;
        settings["Host:PublicBaseUrl"] = address;
        var product = await TestProduct.StartAsync(configure, settings: settings);
        var stage = new AlertStage(product, receivers);
        await product.Get<AlertSettingsTable>().SaveAsync(
            product.LocationId, new AlertSettings([Address], new Uri(receivers.HookUrl), AlertSettings.NewSecret()), CancellationToken.None);
        return stage;
    }

    /// <summary>The account comes into a state.</summary>
    public Task BeAsync(AccountState state) => BeAsync(product, state);

    /// <summary>The first account of a product comes into a state.</summary>
    public static Task BeAsync(TestProduct product, AccountState state) => product.Get<AccountTable>().UpdateAsync(
        product.Account.Key, known => known with { StateCode = state.Code }, CancellationToken.None);

    /// <summary>The location is looked at every five minutes, so often, and told is who has to be.</summary>
    public async Task LookAsync(int times)
    {
        for (var look = 0; look < times; look++)
        {
            product.Time.Advance(5 * Minute);
            await product.Get<CheckHealth>().RunAsync(product.LocationId, CancellationToken.None);
            await product.Queue.RunAllAsync(Minute);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await product.DisposeAsync();
        await receivers.DisposeAsync();
    }
}
