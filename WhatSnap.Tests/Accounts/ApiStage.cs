using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Dashboard;
using WhatSnap.Tests.Fixture;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Accounts;

/// <summary>The accounts API behind its door, called with a session token.</summary>
internal sealed class ApiStage : IAsyncDisposable
{
    private readonly string _token;

    private ApiStage(ConnectStage stage)
    {
        Stage = stage;
        _token = TokenFor(stage.LocationId, Rights.All);
    }

    public ConnectStage Stage { get; }

    /// <summary>The account that the location has from its start.</summary>
    public string SalesId => Stage.Product.Account.AccountId;

    public static async Task<ApiStage> StartAsync(
        Func<TwilioNumber, TwilioNumber>? number = null, Action<IServiceCollection>? configure = null, string? connectionString = null) =>
        new(await ConnectStage.StartAsync(number: number, configure: configure, connectionString: connectionString));

    public string TokenFor(string locationId, Rights rights) => Stage.Product.Get<SessionTokens>()
        .Issue(new ApiSession("company1", locationId, "user1", rights)).Token.Reveal();

    public object NewAccount(string name) => new
    {
        kind = "twilio",
        name,
        twilio = new { accountSid = TestProduct.AccountSid, authToken = ConnectStage.Token, phoneNumber = Stage.Number },
    };

    public Task<Reply> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, null, token);

    public Task<Reply> DeleteAsync(string path, string? token = null) => SendAsync(HttpMethod.Delete, path, null, token);

    public Task<Reply> PostAsync(string path, object body, string? token = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body), token);

    public Task<Reply> PatchAsync(string path, object body, string? token = null) =>
        SendAsync(HttpMethod.Patch, path, JsonContent.Create(body), token);

    public Task<Reply> SendTextAsync(HttpMethod method, string path, string body) =>
        SendAsync(method, path, new StringContent(body, Encoding.UTF8, "application/json"), null);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, string? token)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _token);
        using var answer = await Stage.Door.Http.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
