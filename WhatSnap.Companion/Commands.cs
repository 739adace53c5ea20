using WhatSnap.Companion.Health;
using WhatSnap.Companion.Installing;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion;

/// <summary>What the program does for the words that it is started with.</summary>
public static class Commands
{
    /// <summary>Ends the program that was started with words that it does not know.</summary>
    public const int Misused = 2;

    private const string Usage = """
        Usage: whatsnap-companion pair ADDRESS CODE   connects this Mac; WhatSnap shows the whole command
               whatsnap-companion doctor              checks what this Mac lacks
               whatsnap-companion run                 forwards and sends until it is ended
               whatsnap-companion install             starts it now and at each login
               whatsnap-companion status              shows how it is
               whatsnap-companion uninstall           ends it and removes what it keeps on this Mac
        """;

    public static async Task<int> RunAsync(
        string[] words, MacPlaces places, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return words switch
            {
                ["pair", var address, var code] => await new PairMac(places, output, time).RunAsync(address, code, cancellationToken),
                ["doctor"] => await new Doctor(places, output, time).RunAsync(cancellationToken),
                ["run"] => await new RunCompanion(places, output, time).RunAsync(cancellationToken),
                ["install"] => await new InstallCompanion(places, output).RunAsync(cancellationToken),
                ["status"] => await new ShowStatus(new KeptFiles(places), output, time).RunAsync(),
                ["uninstall"] => await new UninstallCompanion(places, output).RunAsync(cancellationToken),
                _ => await MisusedAsync(output),
            };
        }
        catch (UnauthorizedAccessException)
        {
            return await new Told(output).SayAsync(Findings.FilesRefused, places.Kept);
        }
    }

    private static async Task<int> MisusedAsync(TextWriter output)
    {
        await output.WriteLineAsync(Usage);
        return Misused;
    }
}
