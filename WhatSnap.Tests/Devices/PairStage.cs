using System.Net.Http.Headers;
using System.Net.Http.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>A location that pairs phones and Macs: the API of pages and devices behind its door, flows in virtual time.</summary>
internal sealed class PairStage : IAsyncDisposable
{
    private readonly Queue<Func<Task>> _onWaits = [];

    private readonly bool _ownsProduct;

    private PairStage(TestProduct product, Door door, bool ownsProduct)
    {
        _ownsProduct = ownsProduct;
        (Product, Door) = (product, door);
        Flows = product.Get<VirtualFlows>();
        Flows.BeforeStep = order => order is FlowOrder.Wait && _onWaits.TryDequeue(out var next) ? next() : Task.CompletedTask;
    }

    public TestProduct Product { get; }

    public Door Door { get; }

    public VirtualFlows Flows { get; }

    /// <summary>The token of the device that was paired last.</summary>
    public string Token { get; private set; } = "";

    public static async Task<PairStage> StartAsync(ILoggerProvider? logs = null, TestProduct? product = null)
    {
        var ownsProduct = product is null;
        product ??= await TestProduct.StartAsync();
        return new PairStage(product, await Door.OpenAsync(product, logs), ownsProduct);
    }

    /// <summary>What happens at each wait of the flow, one after the other.</summary>
    public void OnWaits(params Func<Task>[] happenings)
    {
        foreach (var one in happenings) _onWaits.Enqueue(one);
    }

    /// <summary>Adds an account by the API.</summary>
    public async Task<AccountKey> AddAsync(string name = "Support", string? number = null)
    {
        var reply = await PostAsync("api/accounts", new { kind = "device", name, device = new { phoneNumber = number } });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, reply.Status);
        return new AccountKey(Product.LocationId, reply.Text("id"));
    }

    /// <summary>Asks for a code as the page does.</summary>
    public async Task<string> CodeAsync(AccountKey key)
    {
        var reply = await PostAsync($"api/accounts/{key.AccountId}/device/code");
        Assert.Equal(System.Net.HttpStatusCode.OK, reply.Status);
        return reply.Text("code");
    }

    /// <summary>A device brings a code.</summary>
    public async Task<Reply> PairAsync(string code, string platform = "mac", string name = "Anna's Mac", string? ownNumber = null)
    {
        var reply = await CallAsync(null, HttpMethod.Post, "device/v1/pair", new { code, platform, name, appVersion = "1.0.0", osVersion = "15.5", ownNumber });
        if (reply.Status == System.Net.HttpStatusCode.OK) Token = reply.Token;
        return reply;
    }

    /// <summary>A code is asked for, and a device uses it.</summary>
    public async Task PairAsync(AccountKey key, string platform = "mac", string? ownNumber = null)
    {
        var reply = await PairAsync(await CodeAsync(key), platform, ownNumber: ownNumber);
        Assert.Equal(System.Net.HttpStatusCode.OK, reply.Status);
    }

    /// <summary>The owner answers whether the device is the right one.</summary>
    public async Task AnswerAsync(AccountKey key, string answer = "yes") =>
        Assert.Equal(System.Net.HttpStatusCode.Accepted, (await PostAsync($"api/accounts/{key.AccountId}/answer", new { answer })).Status);

    /// <summary>The device that was paired last tells how it fares.</summary>
    public async Task<Reply> ReportAsync(object? permissions = null, string? token = null, DateTimeOffset? clock = null, int? pendingUploads = null) =>
        await CallAsync(token ?? Token, HttpMethod.Post, "device/v1/heartbeat", new { permissions, clock, pendingUploads });

    /// <summary>What the owner is asked to text to the device; null while nothing is asked.</summary>
    public async Task<string?> WantedTextAsync(AccountKey key) => (await AttemptAsync(key))!.Steps.Single(one => one.Step == ConnectionSteps.Ready).Detail;

    /// <summary>Somebody texts the device that was paired last what its owner is asked for, and it brings the text.</summary>
    public async Task TextAsync(AccountKey key)
    {
        var text = await WantedTextAsync(key);
        Assert.Equal(["rejected: test_text"], await BringAsync(new { key = "test", direction = "in", from = TestProduct.Customer(99), text, sentAt = Product.Time.GetUtcNow() }));
    }

    /// <summary>The device that was paired last, or another one, brings messages.</summary>
    /// <returns>What became of each, as <c>result</c> or <c>rejected: reason</c>.</returns>
    public Task<IReadOnlyList<string>> BringAsync(params object[] items) => BringByAsync(Token, items);

    public async Task<IReadOnlyList<string>> BringByAsync(string token, params object[] items)
    {
        var reply = await CallAsync(token, HttpMethod.Post, "device/v1/inbox", new { items });
        Assert.Equal(System.Net.HttpStatusCode.OK, reply.Status);
        return [.. reply.Json.GetProperty("items").EnumerateArray().Select(ResultOf)];
    }

    /// <summary>The Shortcut of the iPhone that was paired last brings a text.</summary>
    /// <returns>What became of it, or the code of the refusal.</returns>
    public async Task<string> BringSimplyAsync(string? text, int from = 1)
    {
        var reply = await CallAsync(Token, HttpMethod.Post, "device/v1/inbox/simple", new { from = TestProduct.Customer(from), text });
        return reply.Status == System.Net.HttpStatusCode.OK ? ResultOf(reply.Json) : reply.Text("code");
    }

    /// <summary>Adds an account and connects it to a device.</summary>
    public async Task<AccountKey> ConnectAsync(string name = "Support", string platform = "mac", string? number = null)
    {
        var key = await AddAsync(name, number);
        OnWaits(() => PairAsync(key, platform), () => AnswerAsync(key));
        if (platform == "iphone") OnWaits(async () => await BringSimplyAsync(await WantedTextAsync(key)));
        else OnWaits(() => ReportAsync(), () => TextAsync(key));
        await Flows.RunAllAsync();
        Assert.Equal(ConnectionEnds.Connected, await EndAsync(key));
        return key;
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Reply> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body ?? new { });

    public Task<Reply> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>A call of a device.</summary>
    public async Task<Reply> CallAsync(string? token, HttpMethod method, string path, object? body = null, string? from = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (from is not null) request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        using var answer = await Door.Http.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }

    /// <summary>The state that the API shows of an account.</summary>
    public async Task<string> ShownAsync(AccountKey key) => (await GetAsync($"api/accounts/{key.AccountId}")).Text("state", "code");

    public async Task<string?> EndAsync(AccountKey key) => (await AttemptAsync(key))?.EndCode;

    public Task<Connection?> AttemptAsync(AccountKey key) => Product.Get<ConnectionTable>().FindAsync(key, CancellationToken.None);

    /// <summary>What a step shows.</summary>
    public async Task<IReadOnlyList<string>> StepAsync(AccountKey key, string step) =>
        [.. (await AttemptAsync(key))!.Steps.Where(one => one.Step == step).Select(one => one.Code)];

    public Task<Account?> AccountAsync(AccountKey key) => Product.Get<AccountTable>().FindAsync(key.LocationId, key.AccountId, CancellationToken.None);

    public Task<IReadOnlyList<Device>> DevicesAsync(AccountKey key) => Product.Get<DeviceTable>().ListAsync(key, CancellationToken.None);

    /// <summary>Asserts that nothing of an account is left, anywhere.</summary>
    public async Task AssertNothingIsLeftAsync(AccountKey key)
    {
        Assert.Null(await AccountAsync(key));
        Assert.DoesNotContain(AccountTag.FromName("Support"), Product.Crm.World.TagsOf(Product.LocationId));
        await AssertNoDeviceAsync(key);
        Assert.Empty(Product.Get<TableServiceClient>().GetTableClient(TableNames.Claims).Query<TableEntity>($"AccountId eq '{key.AccountId}'"));
    }

    /// <summary>Asserts that no device and no code of an account is left.</summary>
    public async Task AssertNoDeviceAsync(AccountKey key)
    {
        Assert.Empty(await DevicesAsync(key));
        var tables = Product.Get<TableServiceClient>();
        Assert.Empty(tables.GetTableClient(TableNames.DeviceKeys).Query<TableEntity>($"AccountId eq '{key.AccountId}'"));
        Assert.DoesNotContain(tables.GetTableClient(TableNames.Devices).Query<TableEntity>($"PartitionKey eq '{key.LocationId}'"), row => row.RowKey.StartsWith(key.AccountId, StringComparison.Ordinal));
    }

    /// <summary>All that is stored about the location's devices and codes.</summary>
    public string Rows()
    {
        var tables = Product.Get<TableServiceClient>();
        var rows = tables.GetTableClient(TableNames.Devices).Query<TableEntity>($"PartitionKey eq '{Product.LocationId}'")
            .Concat(tables.GetTableClient(TableNames.DeviceKeys).Query<TableEntity>($"LocationId eq '{Product.LocationId}'"));
        return string.Join('\n', rows.Select(row => string.Join('|', row.Select(cell => $"{cell.Key}={cell.Value}"))));
    }

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        if (_ownsProduct) await Product.DisposeAsync();
    }

    private static string ResultOf(System.Text.Json.JsonElement item) =>
        item.GetProperty("reason").GetString() is { } reason ? $"{item.GetProperty("result")}: {reason}" : $"{item.GetProperty("result")}";

    private async Task<Reply> SendAsync(HttpMethod method, string path, object? body)
    {
        var token = Product.Get<SessionTokens>().Issue(new ApiSession("company1", Product.LocationId, "user1", Rights.All)).Token.Reveal();
        return await CallAsync(token, method, path, body);
    }
}
