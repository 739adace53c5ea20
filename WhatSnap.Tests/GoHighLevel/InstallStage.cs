using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>A test product behind its door, and an agency of this test alone with two locations that have not installed it.</summary>
internal sealed class InstallStage : IAsyncDisposable
{
    private InstallStage(TestProduct product, Door door) => (Product, Door) = (product, door);

    public TestProduct Product { get; }

    public Door Door { get; }

    public string CompanyId { get; } = $"company{Guid.NewGuid():N}";

    public string LocationId { get; } = $"loc{Guid.NewGuid():N}";

    public string OtherLocationId { get; } = $"loc{Guid.NewGuid():N}";

    public GoHighLevelWorld World => Product.Crm.World;

    public static async Task<InstallStage> StartAsync(
        Action<IServiceCollection>? configure = null, IReadOnlyDictionary<string, string?>? settings = null, ILoggerProvider? logs = null,
        string? connectionString = null)
    {
        var product = await TestProduct.StartAsync(configure, settings: settings, connectionString: connectionString);
        var stage = new InstallStage(product, await Door.OpenAsync(product, logs));
        stage.World.AddLocation(new GoHighLevelLocation { Id = stage.LocationId, CompanyId = stage.CompanyId, Name = "First" });
        stage.World.AddLocation(new GoHighLevelLocation { Id = stage.OtherLocationId, CompanyId = stage.CompanyId, Name = "Second" });
        stage.World.App = stage.World.App with { WebhookUrl = new Uri(stage.Door.Address, "hooks/gohighlevel/events") };
        return stage;
    }

    /// <summary>Brings a code as the browser does after an install.</summary>
    public async Task<(HttpStatusCode Status, string Text)> CallbackAsync(string code, string? state = null)
    {
        var path = $"oauth/callback?code={Uri.EscapeDataString(code)}" + (state is null ? "" : $"&state={Uri.EscapeDataString(state)}");
        using var answer = await Door.Http.GetAsync(new Uri(path, UriKind.Relative));
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>Installs in the first location, with its callback and what follows.</summary>
    public async Task InstallAsync()
    {
        Assert.Equal(HttpStatusCode.OK, (await CallbackAsync(World.Installs.InstallIn(LocationId))).Status);
        await RunAsync();
    }

    /// <summary>Installs for the agency, with its callback and what follows.</summary>
    public async Task InstallAgencyAsync()
    {
        Assert.Equal(HttpStatusCode.OK, (await CallbackAsync(World.Installs.InstallFor(CompanyId))).Status);
        await RunAsync();
    }

    /// <summary>Posts an event, signed unless a signature is given.</summary>
    public Task<HttpStatusCode> PostAsync(JsonObject body) =>
        PostAsync(JsonSerializer.SerializeToUtf8Bytes(body));

    public Task<HttpStatusCode> PostAsync(byte[] body) => PostAsync(body, World.Webhooks.Sign(body));

    public async Task<HttpStatusCode> PostAsync(byte[] body, params string[] signatures)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "hooks/gohighlevel/events") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signatures.Length > 0) request.Headers.TryAddWithoutValidation("X-GHL-Signature", signatures);
        using var answer = await Door.Http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Does all work that waits, up to an hour of virtual time.</summary>
    public async Task RunAsync()
    {
        await Product.Queue.RunAllAsync(TimeSpan.FromHours(1));
        Assert.Empty(Product.Queue.Failures);
    }

    public Task<LocationStatus> StatusAsync(string? locationId = null) =>
        Product.Get<ReadLocationStatus>().RunAsync(locationId ?? LocationId, CancellationToken.None);

    public Task<Grant?> GrantAsync(string? locationId = null) =>
        Product.Get<GrantTable>().ReadAsync(GrantKey.OfLocation(locationId ?? LocationId), CancellationToken.None);

    /// <summary>The location as it is stored.</summary>
    public async Task<Location?> FindAsync(string? locationId = null) =>
        await Product.Get<LocationTable>().ReadAsync(locationId ?? LocationId, CancellationToken.None);

    /// <summary>A call with the location's token.</summary>
    public Task<Location> CallAsync(string? locationId = null) =>
        Product.Get<GoHighLevelLocations>().ReadAsync(locationId ?? LocationId, CancellationToken.None);

    /// <summary>True when the event of a body is remembered.</summary>
    public Task<bool> HasSeenAsync(byte[] body) =>
        Product.Get<SeenEvents>().HasSeenAsync(SeenEvents.KeyOf(CrmEvent.Read(body)!, body), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        await Product.DisposeAsync();
    }
}
