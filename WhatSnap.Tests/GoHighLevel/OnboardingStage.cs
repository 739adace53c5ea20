using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>An installed location with one account, whose people look whether all is set up.</summary>
internal sealed class OnboardingStage : IAsyncDisposable
{
    public const string Tag = "whatsnap-account-sales";

    private OnboardingStage(InstallStage stage, HttpFaults way) => (Stage, Way) = (stage, way);

    public InstallStage Stage { get; }

    /// <summary>The way to GoHighLevel's API.</summary>
    public HttpFaults Way { get; }

    public TestProduct Product => Stage.Product;

    public GoHighLevelWorld World => Stage.World;

    public static async Task<OnboardingStage> StartAsync(
        Action<IServiceCollection>? configure = null, bool isAgency = false, bool hasProvider = true,
        Func<GoHighLevelApp, GoHighLevelApp>? app = null)
    {
        var way = new HttpFaults();
        var settings = new Dictionary<string, string?>();
        if (hasProvider) settings["GoHighLevel:ConversationProviderId"] = new GoHighLevelApp().ConversationProviderId;
        var stage = await InstallStage.StartAsync(
            services =>
            {
                services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(way.NewHandler);
                configure?.Invoke(services);
            },
            settings);
        stage.World.App = app?.Invoke(stage.World.App) ?? stage.World.App;
        if (isAgency) await stage.InstallAgencyAsync();
        else await stage.InstallAsync();
        stage.Product.Get<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl = stage.Door.Address;
        var one = new OnboardingStage(stage, way);
        await one.AddAccountAsync("Sales", AccountStates.Active);
        await stage.Product.Get<GoHighLevelLocations>().EnsureTagAsync(stage.LocationId, Tag, CancellationToken.None);
        return one;
    }

    public async Task AddAccountAsync(string name, AccountState state)
    {
        _ = PhoneNumber.TryParse(ConnectStage.NewNumber(), out var phone);
        var account = new Account(
            Stage.LocationId, $"acc-{name.ToLowerInvariant()}", name, AccountTag.FromName(name), Platform.Twilio, phone, null)
        {
            StateCode = state.Code,
        };
        Assert.IsType<AccountWrite.Written>(await Product.Get<AccountTable>().TryAddAsync(account, CancellationToken.None));
    }

    /// <summary>The answer to a user of a location.</summary>
    public async Task<Reply> AskAsync(string? locationId = null, Rights rights = Rights.View)
    {
        var token = Product.Get<SessionTokens>().Issue(new ApiSession(Stage.CompanyId, locationId ?? Stage.LocationId, "user1", rights)).Token;
        using var request = new HttpRequestMessage(HttpMethod.Get, Routes.Onboarding);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        using var answer = await Stage.Door.Http.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }

    /// <summary>What the checks found, by the check's code, held against the table.</summary>
    public async Task<IReadOnlyDictionary<string, CheckOutcome>> CheckAsync(string? locationId = null) => Read(await AskAsync(locationId));

    /// <summary>What one check found.</summary>
    public async Task<CheckOutcome> CheckAsync(OnboardingCheck check) => (await CheckAsync())[check.Code];

    public static IReadOnlyDictionary<string, CheckOutcome> Read(Reply reply)
    {
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var checks = reply.Json.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(
            OnboardingChecks.All,
            checks.Select(one => new OnboardingCheck(one.GetProperty("check").GetString()!, one.GetProperty("title").GetString()!)));
        return checks.ToDictionary(one => one.GetProperty("check").GetString()!, one =>
        {
            var finding = new OnboardingFinding(
                one.GetProperty("code").GetString()!, Enum.Parse<CheckResult>(one.GetProperty("result").GetString()!, ignoreCase: true),
                one.GetProperty("sentence").GetString()!, one.GetProperty("nextAction").GetString()!);
            Assert.Contains(finding, OnboardingFindings.All);
            return new CheckOutcome(finding, [.. one.GetProperty("details").EnumerateArray().Select(detail => detail.GetString()!)]);
        });
    }

    /// <summary>GoHighLevel posts an event that nobody handles.</summary>
    public async Task PostEventAsync(string? locationId = null) => Assert.Equal(
        HttpStatusCode.NoContent,
        await Stage.PostAsync(new JsonObject
        {
            ["type"] = "ConversationUnreadUpdate",
            ["locationId"] = locationId ?? Stage.LocationId,
            ["webhookId"] = Guid.NewGuid().ToString(),
        }));

    /// <summary>GoHighLevel hands over a message to send.</summary>
    public async Task<HttpStatusCode> PostDeliveryAsync(bool isSigned = true)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["locationId"] = Stage.LocationId,
            ["contactId"] = "contact1",
            ["messageId"] = Guid.NewGuid().ToString("N"),
            ["type"] = "SMS",
            ["phone"] = TestProduct.Customer(1),
            ["message"] = "Hello",
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.GoHighLevelOutbound) { Content = new ByteArrayContent(body) };
        if (isSigned) request.Headers.Add("X-GHL-Signature", World.Webhooks.Sign(body));
        using var answer = await Stage.Door.Http.SendAsync(request);
        return answer.StatusCode;
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
