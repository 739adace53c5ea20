using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

public sealed class CanaryTests
{
    private const string Sender = "+15005557781";
    private const string RefusedSender = "+15005557782";
    private const string ShortCode = "77883";
    private const string Text = "canary-text-of-a-customer";
    private const string RefusedText = "canary-text-that-is-refused";
    private const string ForgedText = "canary-text-that-is-forged";
    private const string Name = "Canary Name";
    private static readonly string[] Canaries =
    [
        TestProduct.AuthToken, TestProduct.AccessToken, TestProduct.Key.Split(':')[1], "canary", Name,
        Uri.EscapeDataString(Name), Sender[1..], RefusedSender[1..], TestProduct.Number[1..], "=" + ShortCode,
        Base64($"{TestProduct.AccountSid}:{TestProduct.AuthToken}"), Base64(Text)[..^2],
    ];

    [Fact]
    public async Task Nothing_that_the_product_tells_of_itself_holds_a_secret_a_text_a_name_or_a_number()
    {
        await using var azurite = await TestStorage.AloneAsync();
        using var storage = new StorageSwitch(retries: 1);
        using var capture = new Capture();
        await using (var line = await TwilioLine.StartAsync(
            services =>
            {
                storage.Install(services);
                services.AddSingleton<ILoggerProvider>(capture);
                services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(() => new Gossip());
            },
            capture))
        {
            await ReceiveAsync(line);
            await FailInGoHighLevelAsync(line);
            await RefuseAsync(line);
            await ShowMediaAsync(line);
            await LoseStorageAsync(line, storage);
            await line.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
            AssertAllHappened(line, await line.Product.DeadLettersAsync());
        }

        var told = capture.All;
        Assert.All(["log", "trace", "metric", "storage", "exception"], kind => Assert.Contains(told, one => one.Kind == kind));
        Assert.Contains(told, one => one.Source.StartsWith("WhatSnap.Core", StringComparison.Ordinal));
        Assert.Contains(told, one => one.Source.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain(
            told, one => Canaries.Any(canary => one.Text.Contains(canary, StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task ReceiveAsync(TwilioLine line)
    {
        var post = Post(line, Sender, Text).With("ProfileName", Name);
        (await line.Door.PostAsync(post)).Dispose();
        (await line.Door.PostAsync(post)).Dispose();
        await line.DeliverAsync();
    }

    private static async Task FailInGoHighLevelAsync(TwilioLine line)
    {
        var world = line.Product.Crm.World;
        world.Faults = world.Faults with
        {
            RefusePhones = [RefusedSender],
            RefuseMessageTexts = [RefusedText],
            Error500Rate = 0.3,
            ResetRate = 0.3,
            RateLimit = new() { Max = 3 },
        };
        (await line.Door.PostAsync(Post(line, RefusedSender, Text))).Dispose();
        (await line.Door.PostAsync(Post(line, Sender, RefusedText))).Dispose();
        (await line.Door.PostAsync(Post(line, ShortCode, Text))).Dispose();
        await line.DeliverAsync();
        world.Faults = world.Faults with { Error500Rate = 0, ResetRate = 0, RateLimit = new() };
        await line.DeliverAsync();
    }

    private static async Task RefuseAsync(TwilioLine line)
    {
        var forged = Post(line, Sender, ForgedText);
        forged.Token = "canary-token";
        (await line.Door.PostAsync(forged)).Dispose();
        (await line.Door.PostAsync(Post(line, Sender, ForgedText).With("NumMedia", "canary"))).Dispose();
        (await line.Door.PostAsync(Post(line, Sender, ForgedText).With("To", RefusedSender))).Dispose();
        (await line.Door.PostAsync(new TwilioPost(line.Product) { Body = "Body=canary%ff"u8.ToArray() })).Dispose();
        (await line.Door.PostAsync(new TwilioPost(line.Product) { ContentType = "text/plain" })).Dispose();
        await line.DeliverAsync();
    }

    private static async Task ShowMediaAsync(TwilioLine line)
    {
        line.Twilio.World.Faults = new TwilioFaults { MissingMedia = true };
        var picture = new TwilioMediaContent("image/jpeg", Encoding.UTF8.GetBytes("canary-picture"));
        await line.Twilio.World.TextAsync(Sender, TestProduct.Number, Text, [picture]);
        await line.DeliverAsync();
        line.Twilio.World.Faults = new TwilioFaults();
        var body = line.Product.CrmMessages[^1].Body;
        using var served = await line.Door.Http.GetAsync(new Uri("/media/" + body[^33..^1], UriKind.Relative));
        await line.Twilio.World.TextAsync(Sender, TestProduct.Number, Text, [picture]);
        await line.DeliverAsync();
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    private static async Task LoseStorageAsync(TwilioLine line, StorageSwitch storage)
    {
        storage.IsCut = true;
        using var refused = await line.Door.PostAsync(Post(line, Sender, Text));
        storage.IsCut = false;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    private static void AssertAllHappened(TwilioLine line, List<DeadLetter> dead)
    {
        var stored = line.Product.CrmMessages;
        Assert.Contains(stored, message => message.Body == Text && message.Attachments.Count == 0);
        Assert.Contains(stored, message => message.Body == Text && message.Attachments.Count == 1);
        Assert.Contains(stored, message => message.Body.StartsWith(Text + "\n[An attachment", StringComparison.Ordinal));
        Assert.Equal(
            ["contact_refused", "message_refused", "sender_without_number"],
            dead.Select(letter => letter.Failure.Code).Order());
        Assert.Contains(dead, letter => letter.VendorMessage?.Contains(RefusedText, StringComparison.Ordinal) == true);
        Assert.Contains(line.Product.Crm.World.Contacts, contact => contact.Name == Name);
    }

    private static TwilioPost Post(TwilioLine line, string from, string text) => new TwilioPost(line.Product)
    {
        SignedUrl = new Uri(line.Door.Address, $"hooks/twilio/sms/{line.Product.HookKey}").ToString(),
    }.With("From", from).With("Body", text);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Lets GoHighLevel's words repeat what was sent, as they may.</summary>
    private sealed class Gossip : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.UnprocessableEntity)
            {
                answer.Content = JsonContent.Create(new { message = await request.Content!.ReadAsStringAsync(cancellationToken) });
            }

            return answer;
        }
    }
}
