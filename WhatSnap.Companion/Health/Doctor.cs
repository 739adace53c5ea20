namespace WhatSnap.Companion.Health;

/// <summary>Checks what the companion needs of this Mac, and says of each thing what is wrong and what to do; shows nobody's words or number.</summary>
public sealed class Doctor(MacPlaces places, TextWriter output, TimeProvider time)
{
    /// <summary>Runs every check; 0 when all is well, else the exit code of the first finding.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!places.IsMac) return await SayAsync("macOS", new CheckResult(Findings.NotMacOs));

        var database = await SayAsync("Messages' database", new CheckDatabase(places).Run());
        var automation = await SayAsync(
            "Sending by Messages", await new CheckAutomation(new Osascript(places, time)).RunAsync(cancellationToken));
        return database != 0 ? database : automation;
    }

    private async Task<int> SayAsync(string what, CheckResult result)
    {
        if (result.Finding is { } finding) return await new Told(output).SayAsync(finding, result.Detail, what);

        await output.WriteLineAsync($"ok      {what}");
        return 0;
    }
}
