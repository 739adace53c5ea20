using System.Runtime.InteropServices;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Demo;

namespace WhatSnap.Local.Simulators.Mac;

/// <summary><c>npm run mac</c>: a simulated Mac in a terminal, whose companion is the real one; lines that are typed are texts that come to it.</summary>
internal static class MacConsole
{
    private const int Misused = 2;

    private const string Usage = """
        Usage: npm run mac -- CODE            connects a simulated Mac with the code that the dashboard shows, and runs it
               npm run mac                    runs it again
               npm run mac -- CODE ADDRESS    the same with a WhatSnap elsewhere
        """;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(string[] words, IConfiguration configuration, TextReader input, TextWriter output)
    {
        if (words.Length > 2) return await MisusedAsync(output);
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });

        var home = Path.Combine(RepositoryRoot.Find(), LocalOptions.Read(configuration).DataFolder, "mac");
        using var mac = new SimulatedMac(home, TimeProvider.System);
        if (words is [var code, ..] && await mac.RunAsync(["pair", words.ElementAtOrDefault(1) ?? DemoWorld.PublicBaseUrl, code], output, stop.Token) is not 0 and var failed)
        {
            return failed;
        }

        await output.WriteLineAsync("Type a number and a text, such as  +15005550123 Hello  and it comes to this Mac. Confirm the Mac on the dashboard first, and let the text come that is shown there. Ctrl+C ends.");
        return await RunAsync(mac, input, TextWriter.Synchronized(output), stop.Token);
    }

    /// <summary>Runs the companion until it ends by itself or is ended.</summary>
    internal static async Task<int> RunAsync(SimulatedMac mac, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var running = mac.RunAsync(["run"], output, cancellationToken);
        var typed = input.ReadLineAsync(cancellationToken).AsTask();
        while (!running.IsCompleted)
        {
            foreach (var (to, what) in mac.Send()) await output.WriteLineAsync($"Sent to {to}: {what}");
            if (typed.IsCompletedSuccessfully && await typed is { } line)
            {
                await ReceiveAsync(mac, line, output);
                typed = input.ReadLineAsync(cancellationToken).AsTask();
            }

            await Task.WhenAny(running, Task.Delay(Glance, TimeProvider.System, CancellationToken.None));
        }

        return await running;
    }

    private static async Task ReceiveAsync(SimulatedMac mac, string line, TextWriter output)
    {
        if (line.Trim().Split(' ', 2, StringSplitOptions.TrimEntries) is [var from, { Length: > 0 } text]) mac.Receive(from, text);
        else if (line.Length > 0) await output.WriteLineAsync("A number or an e-mail address first, then the text.");
    }

    private static async Task<int> MisusedAsync(TextWriter output)
    {
        await output.WriteLineAsync(Usage);
        return Misused;
    }
}
