using WhatSnap.Companion.Pairing;
using WhatSnap.Local.Simulators.Mac;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Companion;

/// <summary>What <c>npm run mac</c> runs: the real companion in a Mac that is none.</summary>
public sealed class SimulatedMacTests
{
    [Fact]
    public async Task What_is_typed_comes_to_WhatSnap_and_what_WhatSnap_sends_is_shown_and_told()
    {
        await using var server = await DeviceServer.StartAsync();
        var home = Directory.CreateTempSubdirectory("whatsnap-simulated-mac").FullName;
        using var output = new StringWriter();
        var shown = TextWriter.Synchronized(output);
        using var stop = new CancellationTokenSource();
        try
        {
            using var mac = new SimulatedMac(home, TimeProvider.System);
            Assert.Equal(0, await mac.RunAsync(["pair", server.Address, server.Code!], shown, stop.Token));
            server.Give("m1", "Good morning", "+15005550101");

            var running = MacConsole.RunAsync(mac, new StringReader("+15005550123 Hello there\nnonsense\n"), shown, stop.Token);
            await Eventually.BecomesAsync(() => running.IsCompleted || (server.Inbox.Count > 0 && server.StatesOf("m1").Length > 0));
            await stop.CancelAsync();

            Assert.Equal(0, await running);
            Assert.Equal(("+15005550123", "Hello there"), ((string?)server.Inbox[0]["from"], (string?)server.Inbox[0]["text"]));
            Assert.Equal("delivered", server.StatesOf("m1")[^1]);
            Assert.True((bool)server.Beats.First()["permissions"]!["messagesRunning"]!);
            Assert.Contains("Sent to +15005550101: Good morning", output.ToString(), StringComparison.Ordinal);
            Assert.Contains("A number or an e-mail address first", output.ToString(), StringComparison.Ordinal);
            Assert.NotNull(new KeptFiles(mac.Places).Device());
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
