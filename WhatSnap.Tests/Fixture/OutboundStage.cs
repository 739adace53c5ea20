using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;
using TwilioSent = WhatSnap.Local.Simulators.Twilio.TwilioSent;

namespace WhatSnap.Tests.Fixture;

/// <summary>A location whose people write in GoHighLevel, with a simulated Twilio that sends and calls back.</summary>
internal sealed class OutboundStage : IAsyncDisposable
{
    public const string SecondNumber = "+15005550101";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private OutboundStage(TestProduct product, TwilioSimulator twilio, Door door) =>
        (Product, Twilio, Door) = (product, twilio, door);

    public TestProduct Product { get; }

    public TwilioSimulator Twilio { get; }

    public Door Door { get; }

    public GoHighLevelWorld Crm => Product.Crm.World;

    /// <summary>What Twilio was given to send, in its order.</summary>
    public IReadOnlyList<TwilioSent> Sent => Twilio.World.Sent;

    public IEnumerable<string> Texts => Sent.Select(sent => sent.Message.Body);

    public static async Task<OutboundStage> StartAsync(
        Action<IServiceCollection>? configure = null, ILoggerProvider? logs = null, string? connectionString = null)
    {
        var twilio = await TwilioSimulator.StartAsync(
            new TwilioSimulatorOptions
            {
                Accounts = [new TwilioAccount { Sid = TestProduct.AccountSid, AuthToken = TestProduct.AuthToken }],
                Numbers =
                [
                    new TwilioNumber { Sid = $"PN{1:D32}", AccountSid = TestProduct.AccountSid, PhoneNumber = TestProduct.Number },
                    new TwilioNumber { Sid = $"PN{2:D32}", AccountSid = TestProduct.AccountSid, PhoneNumber = SecondNumber },
                ],
            },
            TimeProvider.System);
        var product = await TestProduct.StartAsync(
            configure,
            connectionString: connectionString,
            settings: new Dictionary<string, string?>
            {
                ["Twilio:BaseAddress"] = twilio.Address.ToString(),
                ["Twilio:PricingBaseAddress"] = twilio.MessagingAddress.ToString(),
            });
        var door = await Door.OpenAsync(product, logs);
        product.Get<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl = door.Address;
        product.Crm.World.App = product.Crm.World.App with { DeliveryUrl = new Uri(door.Address, Routes.GoHighLevelOutbound) };
        return new OutboundStage(product, twilio, door);
    }

    /// <summary>A contact of the location, as if it had been there before.</summary>
    public SimulatedContact Contact(int index = 1, params string[] tags) =>
        Crm.SeedContact(Product.LocationId, TestProduct.Customer(index), null, tags);

    /// <summary>A contact with the tag of the first account.</summary>
    public SimulatedContact SalesContact(int index = 1) => Contact(index, Product.Account.Tag);

    /// <summary>A person writes, and GoHighLevel hands it over.</summary>
    public async Task<string> WriteAsync(SimulatedContact to, string text, params string[] attachments)
    {
        var message = Crm.WriteAsPerson(to.Id, text, attachments);
        await Crm.WhenPostsAreDoneAsync();
        return message.Id;
    }

    /// <summary>Does all work that is due for a minute, callbacks and reports among it.</summary>
    public async Task RunAsync()
    {
        await Product.Queue.RunDueAsync();
        await Twilio.World.WhenSendsAreDoneAsync();
        await Product.Queue.RunAllAsync(Minute);
        Assert.Empty(Product.Queue.Failures);
    }

    public async Task<MessageLink> LinkAsync(string messageId) =>
        (await Product.Get<MessageLinks>().FindAsync(Product.LocationId, messageId, CancellationToken.None))!;

    /// <summary>The status that GoHighLevel shows.</summary>
    public string StatusOf(string messageId) => Crm.Message(messageId)!.Status;

    /// <summary>GoHighLevel tells of a contact, with all its tags.</summary>
    /// <param name="kind">The kind of the event.</param>
    /// <param name="contactId">The contact.</param>
    /// <param name="tags">All its tags.</param>
    /// <param name="after">When it happened, counted from now.</param>
    /// <param name="locationId">Another location than the stage's own.</param>
    public async Task TellAsync(
        string kind, string contactId, IReadOnlyList<string> tags, TimeSpan after = default, string? locationId = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["type"] = kind,
            ["locationId"] = locationId ?? Product.LocationId,
            ["id"] = contactId,
            ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]),
            ["timestamp"] = (Product.Time.GetUtcNow() + after).ToString("O"),
            ["webhookId"] = Guid.NewGuid().ToString(),
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.GoHighLevelEvents) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-GHL-Signature", Crm.Webhooks.Sign(body));
        using var answer = await Door.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await Product.Queue.RunDueAsync();
    }

    /// <summary>A second account of the location, with a number and an address of its own.</summary>
    public async Task<Account> AddSupportAsync()
    {
        var key = HookTable.NewKey();
        var account = await Product.AddAccountAsync(
            "Support", SecondNumber,
            account => account with
            {
                Twilio = Product.Account.Twilio! with { HookUrl = $"https://hooks.example.com/hooks/twilio/sms/{key}" },
            });
        await Product.Get<HookTable>().SaveAsync(key, account.Key, CancellationToken.None);
        return account;
    }

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        await Product.DisposeAsync();
        await Twilio.DisposeAsync();
    }
}
