using WhatSnap.Companion.Health;
using WhatSnap.Companion.Pairing;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Companion;

public sealed class CommandsTests
{
    [Fact]
    public async Task Pairing_keeps_the_token_where_only_this_user_reads_it_and_shows_it_nowhere()
    {
        await using var stage = await CompanionStage.OpenAsync();

        Assert.Equal(0, await stage.RunAsync("pair", stage.Server.Address, "ABCD2345"));

        var file = Path.Combine(stage.Places.Kept, "device.json");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(DeviceServer.Token, stage.Kept.Device()!.Token.Value);
        Assert.Equal("mac", (string?)Assert.Single(stage.Server.Paired)["platform"]);
        Assert.DoesNotContain(DeviceServer.Token, stage.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(DeviceServer.Token, stage.Kept.Device()!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_between_pairing_and_the_first_run_is_forwarded()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.RunAsync("pair", stage.Server.Address, "ABCD2345");
        stage.Chats.Add(new MacRow { Text = "Hello", Date = stage.Now });

        stage.Start();
        await stage.ForwardAsync();

        Assert.Equal("Hello", (string?)Assert.Single(stage.Server.Inbox)["text"]);
    }

    [Fact]
    public async Task A_wrong_code_is_told_and_nothing_is_kept()
    {
        await using var stage = await CompanionStage.OpenAsync();

        Assert.Equal(Findings.CodeRefused.ExitCode, await stage.RunAsync("pair", stage.Server.Address, "WRONG234"));

        Shows(stage, Findings.CodeRefused);
        Assert.Null(stage.Kept.Device());
    }

    [Theory]
    [InlineData("http://whatsnap.example")]
    [InlineData("ftp://whatsnap.example")]
    [InlineData("https://user:password@whatsnap.example")]
    [InlineData("https://whatsnap.example?x=1")]
    [InlineData("http://127.0.0.1.example")]
    [InlineData("whatsnap.example")]
    public async Task No_other_address_than_a_safe_one_is_spoken_to(string address)
    {
        await using var stage = await CompanionStage.OpenAsync();

        Assert.Equal(Findings.AddressRefused.ExitCode, await stage.RunAsync("pair", address, "ABCD2345"));
        Shows(stage, Findings.AddressRefused);
    }

    [Theory]
    [InlineData("https://whatsnap.example", "https://whatsnap.example/device/v1/x")]
    [InlineData("https://whatsnap.example/below/", "https://whatsnap.example/below/device/v1/x")]
    [InlineData("http://localhost:5000", "http://localhost:5000/device/v1/x")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000/device/v1/x")]
    public void A_safe_address_is_taken(string text, string whole)
    {
        Assert.True(ServerAddress.TryParse(text, out var address));
        Assert.Equal(whole, address!.At("device/v1/x").ToString());
    }

    [Fact]
    public async Task Without_an_answer_pairing_says_that_WhatSnap_is_not_reached()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Lost.Add("/pair");

        Assert.Equal(Findings.Unreachable.ExitCode, await stage.RunAsync("pair", stage.Server.Address, "ABCD2345"));
        Shows(stage, Findings.Unreachable);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("install")]
    public async Task Before_pairing_the_commands_say_how_to_pair(string command)
    {
        await using var stage = await CompanionStage.OpenAsync();

        Assert.Equal(Findings.NotPaired.ExitCode, await stage.RunAsync(command));
        Shows(stage, Findings.NotPaired);
    }

    [Fact]
    public async Task A_second_companion_does_not_run_beside_the_first()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.RunAsync("pair", stage.Server.Address, "ABCD2345");
        using var first = stage.Kept.Lock();

        Assert.Equal(Findings.AlreadyRunning.ExitCode, await stage.RunAsync("run"));
        Shows(stage, Findings.AlreadyRunning);
    }

    [Fact]
    public async Task Running_beats_forwards_and_sends_until_it_is_asked_to_end()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.RunAsync("pair", stage.Server.Address, "ABCD2345");
        stage.Chats.Add(new MacRow { Text = "Hello", Date = stage.Now });
        stage.Server.Give("m1", "Good morning");
        var delivered = new TaskCompletionSource();
        stage.Server.Judge = item =>
        {
            delivered.TrySetResult();
            return ("stored", null);
        };
        stage.Messages.Does = handed =>
        {
            stage.Chats.Add(new MacRow { Text = handed[4], Peer = handed[1], IsFromMe = true, Date = TimeProvider.System.GetUtcNow(), More = new() { ["is_sent"] = 1 } });
            return 0;
        };
        using var stop = new CancellationTokenSource();

        var run = stage.RunAsync(TimeProvider.System, stop.Token, "run");
        await delivered.Task;

        // It notes the contact when the server has answered.
        await Eventually.BecomesAsync(() => stage.Server.StatesOf("m1").Length > 0 && !stage.Server.Beats.IsEmpty && stage.Kept.Status()?.Contact is not null);
        Assert.Equal(0, await stage.RunAsync(TimeProvider.System, CancellationToken.None, "status"));
        await stop.CancelAsync();

        Assert.Equal(0, await run);
        Assert.Equal(["sent"], stage.Server.StatesOf("m1"));
        Assert.True((bool)stage.Server.Beats.First()["permissions"]!["fullDiskAccess"]!);
        Assert.True((bool)stage.Server.Beats.First()["permissions"]!["automation"]!);
        Assert.DoesNotContain("Good morning", stage.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_taken_back_ends_the_run_with_its_advice()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.RunAsync("pair", stage.Server.Address, "ABCD2345");
        stage.Server.IsRevoked = true;

        Assert.Equal(Findings.PairingEnded.ExitCode, await stage.RunAsync(TimeProvider.System, CancellationToken.None, "run"));
        Shows(stage, Findings.PairingEnded);

        stage.Server.IsRevoked = false;
        Assert.Equal(Findings.PairingEnded.ExitCode, await stage.RunAsync(TimeProvider.System, CancellationToken.None, "run"));
        Assert.Empty(stage.Server.Beats);
    }

    [Fact]
    public async Task Status_tells_a_companion_that_does_not_run_from_one_that_is_not_heard()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.RunAsync("pair", stage.Server.Address, "ABCD2345");

        Assert.Equal(Findings.NotRunning.ExitCode, await stage.RunAsync("status"));
        using var running = stage.Kept.Lock();
        stage.Kept.Save(new RunStatus(stage.Now, Waiting: 3, Trouble: null));
        Assert.Equal(0, await stage.RunAsync("status"));
        stage.Wait(TimeSpan.FromMinutes(4));
        Assert.Equal(Findings.NotConnected.ExitCode, await stage.RunAsync("status"));
        stage.Kept.Save(new RunStatus(stage.Now, Waiting: 3, Findings.FullDiskAccess.Code));
        Assert.Equal(Findings.FullDiskAccess.ExitCode, await stage.RunAsync("status"));
        Shows(stage, Findings.FullDiskAccess);
    }

    [Fact]
    public async Task Installing_starts_the_companion_and_uninstalling_removes_all_of_it()
    {
        await using var stage = await CompanionStage.OpenAsync();
        var launchctl = Launchctl(stage, "echo \"$1\" >> \"$0.words\"");
        await stage.RunAsync("pair", stage.Server.Address, "ABCD2345");

        Assert.Equal(0, await stage.RunAsync("install"));
        var entry = await File.ReadAllTextAsync(stage.Places.LaunchAgent);
        Assert.Equal(["bootout", "bootstrap"], await File.ReadAllLinesAsync(launchctl + ".words"));
        Assert.Contains("<string>run</string>", entry, StringComparison.Ordinal);
        Assert.Contains("<key>RunAtLoad</key><true/>", entry, StringComparison.Ordinal);

        Assert.Equal(0, await stage.RunAsync("uninstall"));
        Assert.False(File.Exists(stage.Places.LaunchAgent));
        Assert.False(Directory.Exists(stage.Places.Kept));
        Assert.Equal("bootout", (await File.ReadAllLinesAsync(launchctl + ".words"))[^1]);
        Assert.True(File.Exists(stage.Chats.Path));
    }

    [Fact]
    public async Task A_refusal_of_launchd_is_told()
    {
        await using var stage = await CompanionStage.OpenAsync();
        Launchctl(stage, "[ \"$1\" = bootstrap ] && exit 5; exit 0");
        await stage.RunAsync("pair", stage.Server.Address, "ABCD2345");

        Assert.Equal(Findings.LaunchFailed.ExitCode, await stage.RunAsync("install"));
        Shows(stage, Findings.LaunchFailed);
        Assert.Contains("[launchctl 5]", stage.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_entry_of_launchd_is_well_formed_for_any_path()
    {
        await using var stage = await CompanionStage.OpenAsync();

        var text = WhatSnap.Companion.Installing.LaunchAgent.Text(stage.Places, "/Users/a & b/<companion>");

        var settings = new System.Xml.XmlReaderSettings { DtdProcessing = System.Xml.DtdProcessing.Ignore };
        using var reader = System.Xml.XmlReader.Create(new StringReader(text), settings);
        Assert.Contains("/Users/a & b/<companion>", System.Xml.Linq.XDocument.Load(reader).Descendants("string").Select(one => one.Value));
    }

    private static string Launchctl(CompanionStage stage, string script)
    {
        var program = Path.Combine(stage.Chats.Home, "bin", "launchctl");
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return program;
    }

    private static void Shows(CompanionStage stage, Finding finding)
    {
        Assert.Contains($"{finding.Sentence} ({finding.Code})", stage.Output, StringComparison.Ordinal);
        Assert.Contains(finding.NextAction, stage.Output, StringComparison.Ordinal);
    }
}
