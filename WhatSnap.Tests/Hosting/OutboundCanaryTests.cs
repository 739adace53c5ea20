using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

/// <summary>The way out, with marked texts, numbers and secrets: the product tells none of them.</summary>
public sealed class OutboundCanaryTests
{
    private const string Text = "canary-text-of-a-person";

    [Fact]
    public async Task Nothing_that_is_told_of_what_goes_out_holds_a_secret_a_text_or_a_number()
    {
        using var capture = new Capture();
        await using (var stage = await OutboundStage.StartAsync(services => services.AddSingleton<ILoggerProvider>(capture), capture))
        {
            var contact = stage.SalesContact();
            var sent = await stage.WriteAsync(contact, Text);
            await stage.RunAsync();
            var refused = await stage.WriteAsync(contact, Text + new string('a', 1_600));
            var unknown = await stage.WriteAsync(contact, "#switch canary-account " + Text);
            stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.Undelivered(30006));
            var failed = await stage.WriteAsync(contact, Text);
            await stage.RunAsync();
            await TroubleAsync(stage, contact.Id);

            Assert.Equal(
                [SendStates.Delivered, SendStates.Failed, SendStates.Failed, SendStates.Failed],
                await Task.WhenAll(new[] { sent, refused, unknown, failed }.Select(async id => (await stage.LinkAsync(id)).State)));
        }

        string[] canaries = ["canary", TestProduct.AuthToken, TestProduct.AccessToken, TestProduct.Customer(1)[1..], TestProduct.Number[1..]];
        Assert.Contains(capture.All, one => one.Source.EndsWith("ReportStatus", StringComparison.Ordinal));
        Assert.Contains(capture.All, one => one.Source.EndsWith("GoHighLevelDoor", StringComparison.Ordinal));
        Assert.Contains(capture.All, one => one.Source.EndsWith("TwilioDoor", StringComparison.Ordinal));
        Assert.DoesNotContain(
            capture.All, one => canaries.Any(canary => one.Text.Contains(canary, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Calls that are cut, throttled and repeated, and posts that nobody signed.</summary>
    private static async Task TroubleAsync(OutboundStage stage, string contactId)
    {
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { Error500Rate = 0.4, ResetRate = 0.3, TooManyRequestsRate = 0.2 };
        for (var number = 0; number < 4; number++) stage.Crm.WriteAsWorkflow(contactId, Text);
        await stage.Crm.WhenPostsAreDoneAsync();
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));
        foreach (var path in new[] { Routes.GoHighLevelOutbound, Routes.TwilioStatusOf(stage.Product.HookKey, "message0000000000001") })
        {
            using var form = new FormUrlEncodedContent([new("To", TestProduct.Customer(1)), new("Body", Text)]);
            using var answer = await stage.Door.Http.PostAsync(new Uri(path, UriKind.Relative), form);
            Assert.False(answer.IsSuccessStatusCode);
        }
    }
}
