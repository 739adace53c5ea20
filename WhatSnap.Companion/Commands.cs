using WhatSnap.Companion.Health;

namespace WhatSnap.Companion;

/// <summary>What the program does for the words that it is started with.</summary>
public static class Commands
{
    /// <summary>Ends the program that was started with words that it does not know.</summary>
    public const int Misused = 2;

    private const string Usage = "Usage: whatsnap-companion doctor";

    public static async Task<int> RunAsync(
        string[] words, MacPlaces places, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        if (words is ["doctor"]) return await new Doctor(places, output, time).RunAsync(cancellationToken);

        await output.WriteLineAsync(Usage);
        return Misused;
    }
}
