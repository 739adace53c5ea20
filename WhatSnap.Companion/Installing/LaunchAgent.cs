using System.Diagnostics;
using System.Security;
using WhatSnap.Companion.Health;

namespace WhatSnap.Companion.Installing;

/// <summary>The entry by which macOS starts the companion when its user logs in, and again when it ended.</summary>
internal sealed class LaunchAgent(MacPlaces places)
{
    private const string Label = "app.whatsnap.companion";

    /// <summary>The property list: whole paths, and a wait, so that a companion that is paired no more does not start without end.</summary>
    public static string Text(MacPlaces places, string program) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
        <dict>
            <key>Label</key><string>{Label}</string>
            <key>ProgramArguments</key>
            <array><string>{SecurityElement.Escape(program)}</string><string>run</string></array>
            <key>RunAtLoad</key><true/>
            <key>KeepAlive</key><true/>
            <key>ThrottleInterval</key><integer>60</integer>
            <key>ProcessType</key><string>Background</string>
            <key>LimitLoadToSessionType</key><string>Aqua</string>
            <key>StandardOutPath</key><string>{SecurityElement.Escape(places.Log)}</string>
            <key>StandardErrorPath</key><string>{SecurityElement.Escape(places.Log)}</string>
        </dict>
        </plist>

        """;

    /// <summary>Writes the entry and starts it in place of an earlier one; gives what launchctl said when it refused.</summary>
    public async Task<string?> StartAsync(string program, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(places.LaunchAgent)!);
        Directory.CreateDirectory(Path.GetDirectoryName(places.Log)!);
        await File.WriteAllTextAsync(places.LaunchAgent, Text(places, program), cancellationToken);
        var session = await SessionAsync(cancellationToken);
        await RunAsync("launchctl", ["bootout", $"{session}/{Label}"], cancellationToken);
        var code = await RunAsync("launchctl", ["bootstrap", session, places.LaunchAgent], cancellationToken);
        return code == 0 ? null : $"launchctl {code}";
    }

    /// <summary>Ends the companion that it started, and takes the entry away.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await RunAsync("launchctl", ["bootout", $"{await SessionAsync(cancellationToken)}/{Label}"], cancellationToken);
        if (File.Exists(places.LaunchAgent)) File.Delete(places.LaunchAgent);
    }

    /// <summary>The user's session on the screen.</summary>
    private async Task<string> SessionAsync(CancellationToken cancellationToken)
    {
        var said = new StringWriter();
        await RunAsync("id", ["-u"], cancellationToken, said);
        return $"gui/{said.ToString().Trim()}";
    }

    private async Task<int> RunAsync(string name, string[] arguments, CancellationToken cancellationToken, StringWriter? said = null)
    {
        if (places.Find(name) is not { } program) return -1;
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var words = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await errors;
        await process.WaitForExitAsync(cancellationToken);
        if (said is not null) await said.WriteAsync(words);
        return process.ExitCode;
    }
}
