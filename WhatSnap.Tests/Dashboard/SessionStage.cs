using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

/// <summary>A test product behind its door, and users who open its custom page.</summary>
internal sealed class SessionStage : IAsyncDisposable
{
    private SessionStage(TestProduct product, Door door) => (Product, Door) = (product, door);

    public TestProduct Product { get; }

    public Door Door { get; }

    /// <summary>An agency of this test alone, with the product's location.</summary>
    public string CompanyId { get; } = $"company{Guid.NewGuid():N}";

    public static async Task<SessionStage> StartAsync(
        Action<IServiceCollection>? configure = null, IReadOnlyDictionary<string, string?>? settings = null,
        string? connectionString = null, ILoggerProvider? logs = null)
    {
        var product = await TestProduct.StartAsync(configure, settings: settings, connectionString: connectionString);
        var stage = new SessionStage(product, await Door.OpenAsync(product, logs));
        await stage.InstallAsync(product.LocationId, stage.CompanyId);
        return stage;
    }

    public Task InstallAsync(string locationId, string companyId, string name = "Location") =>
        Product.Get<LocationTable>().SaveAsync(
            new Location(locationId, name, "US", "Etc/UTC", false, companyId, null), CancellationToken.None);

    public static string NewLocationId() => $"loc{Guid.NewGuid():N}";

    /// <summary>What GoHighLevel gives to the page for an admin of the location, with changes.</summary>
    public string Payload(Func<CustomPageUser, CustomPageUser>? change = null)
    {
        var user = new CustomPageUser { LocationId = Product.LocationId, CompanyId = CompanyId, UserId = "user1" };
        return Product.Crm.World.OpenCustomPage(change?.Invoke(user) ?? user);
    }

    public Task<Reply> OpenAsync(string payload) => PostAsync("api/session", new { payload });

    public Task<Reply> PostAsync(string path, object body, string? token = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body), token);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Door.Http.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }

    /// <summary>The token of an agency's session without location.</summary>
    public async Task<string> UnboundTokenAsync(string role = "admin") =>
        (await OpenAsync(Payload(user => user with { LocationId = null, Type = "agency", Role = role }))).Token;

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        await Product.DisposeAsync();
    }
}
