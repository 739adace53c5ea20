using System.Net;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Dashboard;
using WhatSnap.Local.Demo;

namespace WhatSnap.Tests.Dashboard;

/// <summary>The one-click session of the local host; these tests share the demo location and so run one after the other.</summary>
public sealed class LocalSessionTests
{
    [Fact]
    public async Task Who_sits_at_the_machine_gets_a_session_for_the_demo_location_with_all_rights()
    {
        await using var stage = await StartAsync();

        var answer = await stage.SendAsync(HttpMethod.Post, "local/session", null);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal(
            new ApiSession(stage.CompanyId, DemoAccount.LocationId, "local-user", Rights.All),
            (await stage.Product.Get<SessionTokens>().ReadAsync(answer.Token))! with { OpenedAt = null });
    }

    [Theory]
    [InlineData("Host", "rebound.example.com:7300", 403)]
    [InlineData("Host", "127.0.0.1.example.com", 403)]
    [InlineData("Host", "192.0.2.1", 403)]
    [InlineData("Host", "localhost:7300", 200)]
    [InlineData("Host", "[::1]:7300", 200)]
    [InlineData("Origin", "https://evil.example.com", 403)]
    [InlineData("Origin", "http://localhost:7301", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("X-Forwarded-For", "192.0.2.1", 403)]
    [InlineData("X-Forwarded-Host", "tunnel.example.com", 403)]
    [InlineData("Forwarded", "for=192.0.2.1", 403)]
    public async Task Another_name_another_page_or_a_tunnel_gets_none(string header, string value, int status)
    {
        await using var stage = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "local/session");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await stage.Door.Http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_page_of_the_same_address_gets_one()
    {
        await using var stage = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "local/session");
        request.Headers.Add("Origin", stage.Door.Address.ToString().TrimEnd('/'));

        using var answer = await stage.Door.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData(null)]
    public async Task From_another_machine_there_is_no_such_thing(string? address)
    {
        await using var stage = await StartAsync();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
            Connection = { RemoteIpAddress = address is null ? null : IPAddress.Parse(address) },
            Request = { Host = new HostString("127.0.0.1:7300") },
        };
        var endpoint = new LocalSessionEndpoint(stage.Product.Get<SessionAnswers>(), stage.Product.Get<LocationTable>());

        await (await endpoint.HandleAsync(context.Request, CancellationToken.None)).ExecuteAsync(context);

        Assert.Equal(StatusCodes.Status404NotFound, context.Response.StatusCode);
    }

    [Fact]
    public async Task Without_the_demo_location_there_is_no_such_thing()
    {
        await using var stage = await StartAsync();
        await stage.Product.Get<TableServiceClient>().GetTableClient(TableNames.Locations)
            .DeleteEntityAsync(DemoAccount.LocationId, "location", ETag.All);

        Assert.Equal(HttpStatusCode.NotFound, (await stage.SendAsync(HttpMethod.Post, "local/session", null)).Status);
    }

    [Fact]
    public async Task The_simulated_GoHighLevel_encrypts_user_data_that_opens_a_session_and_only_for_this_machine()
    {
        await using var stage = await StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = stage.Product.Crm.Address };
        var body = $$"""{"locationId":"{{stage.Product.LocationId}}","companyId":"{{stage.CompanyId}}","role":"user","type":"agency"}""";

        using var made = await client.PostAsync(new Uri("_sim/sso", UriKind.Relative), new StringContent(body));
        var payload = JsonElement.Parse(await made.Content.ReadAsStringAsync()).GetProperty("payload").GetString()!;
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example.com");
        using var refused = await client.PostAsync(new Uri("_sim/sso", UriKind.Relative), new StringContent(body));

        Assert.Equal(["view"], (await stage.OpenAsync(payload)).Rights);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static async Task<SessionStage> StartAsync()
    {
        var stage = await SessionStage.StartAsync();
        await stage.InstallAsync(DemoAccount.LocationId, stage.CompanyId);
        return stage;
    }
}
