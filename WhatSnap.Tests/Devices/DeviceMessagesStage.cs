using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>A location with one account of a device, and that device, which calls by its token.</summary>
internal sealed class DeviceMessagesStage : IAsyncDisposable
{
    public const string OwnNumber = "+15005550199";
    private int _keys;

    private DeviceMessagesStage(OutboundStage stage, Account account, PairedPhone phone) => (Stage, Account, Phone) = (stage, account, phone);

    public OutboundStage Stage { get; }

    public Account Account { get; private set; }

    public PairedPhone Phone { get; }

    public TestProduct Product => Stage.Product;

    public IReadOnlyList<SimulatedMessage> Crm => Product.CrmMessages;

    public static async Task<DeviceMessagesStage> StartAsync(
        DevicePlatform platform = DevicePlatform.Mac, Action<IServiceCollection>? configure = null, ILoggerProvider? logs = null)
    {
        var stage = await OutboundStage.StartAsync(configure, logs);
        var account = await AddAccountAsync(stage, "Phone", OwnNumber);
        return new DeviceMessagesStage(stage, account, await PairAsync(stage, account, platform));
    }

    /// <summary>A further device with an account of its own.</summary>
    public async Task<PairedPhone> AddAsync(string name, string number, DevicePlatform platform = DevicePlatform.Mac) =>
        await PairAsync(Stage, await AddAccountAsync(Stage, name, number), platform);

    /// <summary>A further device of the same account.</summary>
    public Task<PairedPhone> ReplaceAsync(DevicePlatform platform = DevicePlatform.Mac) => PairAsync(Stage, Account, platform);

    public async Task ChangeAsync(Func<Account, Account> change)
    {
        var written = await Product.Get<AccountTable>().UpdateAsync(Account.Key, change, CancellationToken.None);
        Account = ((AccountWrite.Written)written).Account;
        Product.Get<AccountDirectory>().Forget(Account);
    }

    /// <summary>The texts of items of the outbox.</summary>
    public static IEnumerable<string> Texts(IEnumerable<JsonObject> items) => items.Select(item => $"{item["text"]}");

    /// <summary>An item of the inbox, with a key of its own.</summary>
    public JsonObject Item(string text, int from = 1, Action<JsonObject>? change = null)
    {
        var item = new JsonObject
        {
            ["key"] = $"key-{++_keys:D4}",
            ["direction"] = "in",
            ["from"] = TestProduct.Customer(from),
            ["to"] = OwnNumber,
            ["chatKey"] = $"iMessage;-;{TestProduct.Customer(from)}",
            ["isGroup"] = false,
            ["service"] = "imessage",
            ["text"] = text,
            ["sentAt"] = Time(Product.Time.GetUtcNow()),
            ["attachments"] = new JsonArray(),
        };
        change?.Invoke(item);
        return item;
    }

    /// <summary>The same of what the owner wrote on the device.</summary>
    public JsonObject Written(string text, int to = 1, Action<JsonObject>? change = null) => Item(text, to, item =>
    {
        (item["direction"], item["from"], item["to"]) = ("out", OwnNumber, TestProduct.Customer(to));
        change?.Invoke(item);
    });

    public static string Time(DateTimeOffset at) => DeviceTime.Of(at);

    /// <summary>Tells of items; the answers as <c>result</c> or <c>rejected: reason</c>.</summary>
    public Task<IReadOnlyList<string>> TellAsync(params JsonObject[] items) => Phone.TellAsync(items);

    /// <summary>Does what is due, and what follows within a minute.</summary>
    public Task RunAsync() => Stage.RunAsync();

    /// <summary>A contact whose messages go out through the device.</summary>
    public SimulatedContact Contact(int index = 1) => Stage.Contact(index, Account.Tag);

    /// <summary>A person writes to a contact, and the message stands in the outbox.</summary>
    public async Task<string> WriteAsync(SimulatedContact to, string text, params string[] attachments)
    {
        var id = await Stage.WriteAsync(to, text, attachments);
        await RunAsync();
        return id;
    }

    public async ValueTask DisposeAsync() => await Stage.DisposeAsync();

    private static Task<Account> AddAccountAsync(OutboundStage stage, string name, string number) =>
        stage.Product.AddAccountAsync(name, number, account => account with { Platform = Platform.Device });

    private static async Task<PairedPhone> PairAsync(OutboundStage stage, Account account, DevicePlatform platform)
    {
        var id = DeviceTokens.NewId();
        var token = DeviceTokens.New(id);
        var now = stage.Product.Time.GetUtcNow();
        var device = new Device(account.LocationId, account.AccountId, id, platform, "Anna's")
        {
            Stage = DeviceStage.Serving,
            PairedAt = now,
            SeenAt = now,
            TokenHash = DeviceTokens.HashOf(token),
        };
        await stage.Product.Get<DeviceTable>().AddAsync(device, CancellationToken.None);
        return new PairedPhone(stage.Door.Http, account, token);
    }
}

/// <summary>A device that calls.</summary>
internal sealed class PairedPhone(HttpClient http, Account account, Secret token)
{
    public Account Account => account;

    public async Task<IReadOnlyList<string>> TellAsync(params JsonObject[] items)
    {
        using var answer = await PostAsync(Routes.DeviceInbox, new JsonObject { ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]) });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var results = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["items"]!.AsArray();
        return [.. results.Select(one => ResultOf(one!))];
    }

    public async Task<string> TellSimpleAsync(string from, string text)
    {
        using var answer = await PostAsync(Routes.DeviceInboxSimple, new JsonObject { ["from"] = from, ["text"] = text });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return ResultOf((await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>What is offered now, or within a time.</summary>
    public async Task<IReadOnlyList<JsonObject>> FetchAsync(int wait = 0)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"{Routes.DeviceOutbox}?wait={wait}", null);
        if (answer.StatusCode == HttpStatusCode.NoContent) return [];
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonObject>())!["items"]!.AsArray().Select(item => item!.AsObject())];
    }

    public async Task<HttpStatusCode> ClaimAsync(JsonObject item)
    {
        var route = Routes.DeviceClaim.Replace("{id}", IdOf(item), StringComparison.Ordinal);
        using var answer = await PostAsync(route, new JsonObject { ["leaseId"] = $"{item["leaseId"]}" });
        return answer.StatusCode;
    }

    public async Task<string> ReportAsync(JsonObject item, string state, string? error = null, string? guid = null)
    {
        var receipt = new JsonObject { ["id"] = IdOf(item), ["leaseId"] = $"{item["leaseId"]}", ["state"] = state, ["error"] = error, ["providerGuid"] = guid };
        using var answer = await PostAsync(Routes.DeviceReceipts, new JsonObject { ["items"] = new JsonArray(receipt) });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return $"{(await answer.Content.ReadFromJsonAsync<JsonObject>())!["items"]![0]!["result"]}";
    }

    /// <summary>Takes the one item that waits as far as its system.</summary>
    public async Task<JsonObject> TakeAsync()
    {
        var item = Assert.Single(await FetchAsync());
        Assert.Equal(HttpStatusCode.NoContent, await ClaimAsync(item));
        return item;
    }

    public async Task<HttpStatusCode> PutAsync(byte[] file, string? hash = null)
    {
        hash ??= HashOf(file);
        using var answer = await SendAsync(HttpMethod.Put, Routes.DeviceAttachment.Replace("{sha256}", hash, StringComparison.Ordinal), new ByteArrayContent(file));
        return answer.StatusCode;
    }

    public async Task<HttpStatusCode> LookAsync(string hash)
    {
        using var answer = await SendAsync(HttpMethod.Head, Routes.DeviceAttachment.Replace("{sha256}", hash, StringComparison.Ordinal), null);
        return answer.StatusCode;
    }

    public Task<HttpResponseMessage> PostAsync(string route, JsonNode body) => SendAsync(HttpMethod.Post, route, JsonContent.Create(body));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string route, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, route) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        return http.SendAsync(request);
    }

    public static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    public static string IdOf(JsonObject item) => $"{item["id"]}";

    private static string ResultOf(JsonNode result) => result["reason"] is { } reason ? $"{result["result"]}: {reason}" : $"{result["result"]}";
}
