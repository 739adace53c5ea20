using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

/// <summary>A GoHighLevel simulator with two locations and a caller for its API.</summary>
internal sealed class GoHighLevelStage : IAsyncDisposable
{
    public const string LocationId = "location000000000001";
    public const string OtherLocationId = "location000000000002";
    public const string Token = "token-1";
    public const string OtherToken = "token-2";
    public const string ProviderId = "provider000000000001";

    private readonly GoHighLevelSimulator _simulator;
    private readonly HttpClient _client;

    private GoHighLevelStage(GoHighLevelSimulator simulator)
    {
        _simulator = simulator;
        _client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = simulator.Address };
    }

    public GoHighLevelWorld World => _simulator.World;

    public Uri Address => _simulator.Address;

    /// <summary>Points the app of the portal at a receiver.</summary>
    public void Connect(WebhookReceiver receiver, bool postsEvents = false) => World.App = World.App with
    {
        DeliveryUrl = new Uri(receiver.Url("/delivery")),
        WebhookUrl = new Uri(receiver.Url("/events")),
        PostsEvents = postsEvents,
    };

    public Task<Exchange> PutAsync(string path, object body, string token = Token) =>
        SendAsync(HttpMethod.Put, path, body, token);

    /// <summary>Every call without the rate limit, unless the faults say otherwise.</summary>
    public static async Task<GoHighLevelStage> StartAsync(
        GoHighLevelFaults? faults = null, TimeProvider? time = null, bool allowDuplicates = false,
        IReadOnlyList<string>? users = null)
    {
        var location = new GoHighLevelLocation
        {
            Id = LocationId,
            AccessTokens = [Token],
            ConversationProviderIds = [ProviderId],
            AllowDuplicateContact = allowDuplicates,
            Users = [.. (users ?? []).Select(user => new GoHighLevelUser(user, user))],
        };
        var options = new GoHighLevelSimulatorOptions
        {
            Locations = [location, new GoHighLevelLocation { Id = OtherLocationId, AccessTokens = [OtherToken] }],
            Faults = faults ?? new GoHighLevelFaults { RateLimit = null },
        };
        return new GoHighLevelStage(await GoHighLevelSimulator.StartAsync(options, time ?? TimeProvider.System));
    }

    public Task<Exchange> GetAsync(string path, string token = Token, string? version = "") =>
        SendAsync(HttpMethod.Get, path, body: null, token, version);

    public Task<Exchange> PostAsync(string path, object? body, string token = Token) =>
        SendAsync(HttpMethod.Post, path, body, token);

    /// <param name="method">The method.</param>
    /// <param name="path">With its query.</param>
    /// <param name="body">Null sends none; a string is sent as it is.</param>
    /// <param name="token">Null sends none.</param>
    /// <param name="version">Null sends none; empty sends the right one.</param>
    /// <param name="cancellationToken">The caller's patience.</param>
    public async Task<Exchange> SendAsync(
        HttpMethod method,
        string path,
        object? body,
        string? token = Token,
        string? version = "",
        CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, path);
        if (version == "") version = RightVersion(path);
        if (version is not null) request.Headers.Add("Version", version);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        return await Exchange.OfAsync(_client, request, cancellationToken);
    }

    public Task<Exchange> SayAsync(string contactId, string text, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            "/conversations/messages/inbound",
            new { type = "SMS", contactId, message = text, direction = "inbound" },
            cancellationToken: cancellationToken);

    private static string RightVersion(string path) =>
        path.StartsWith("/conversations", StringComparison.Ordinal) ? "2021-04-15" : "2021-07-28";

    public async Task<byte[]> DownloadAsync(string address) => await _client.GetByteArrayAsync(address);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _simulator.DisposeAsync();
    }
}
