using System.Diagnostics;
using System.Text;
using WhatSnap.Companion;
using WhatSnap.Companion.Health;

namespace WhatSnap.Local.Simulators.Mac;

/// <summary>
/// A Mac that is none: a folder with a database of Messages and a program in the place of osascript, in which the real companion works
/// on any computer with a shell.
/// </summary>
internal sealed class SimulatedMac : IDisposable
{
    private const string Whole = ".whole";

    /// <summary>Leaves what it was handed in a folder, a file each; a question whether Messages may be used is answered by yes.</summary>
    private const string Osascript = """
        #!/bin/sh
        cat > /dev/null
        shift
        [ "$#" = 5 ] || exit 0
        name=$(mktemp "$0.handed/XXXXXXXX") && printf '%s\0' "$@" > "$name" && mv "$name" "$name.whole"
        """;

    private readonly SimulatedChats _chats;
    private readonly TimeProvider _time;
    private readonly string _handed;

    /// <param name="home">The folder that is the user's; what is there already stays.</param>
    /// <param name="time">The clock.</param>
    public SimulatedMac(string home, TimeProvider time)
    {
        _time = time;
        var programs = Path.Combine(home, "bin");
        Places = new MacPlaces(IsMac: true, home, $"{programs}{Path.PathSeparator}/usr/bin{Path.PathSeparator}/bin")
        {
            MessagesProgram = Process.GetCurrentProcess().ProcessName,
        };
        _handed = Path.Combine(programs, "osascript.handed");
        Directory.CreateDirectory(_handed);
        var osascript = Path.Combine(programs, "osascript");
        File.WriteAllText(osascript, Osascript);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(osascript, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _chats = new SimulatedChats(Places.ChatDb);
    }

    public MacPlaces Places { get; }

    /// <summary>Runs the companion as if it were started here.</summary>
    public Task<int> RunAsync(string[] words, TextWriter output, CancellationToken cancellationToken) =>
        Commands.RunAsync(words, Places, output, _time, cancellationToken);

    /// <summary>Somebody writes to the Mac.</summary>
    public void Receive(string from, string text) => _chats.Receive(from, text, _time.GetUtcNow());

    /// <summary>Sends what the companion handed over since; gives whom it was for, and the text or the file's name.</summary>
    public IReadOnlyList<(string To, string What)> Send()
    {
        var sent = new List<(string To, string What)>();
        foreach (var file in Directory.GetFiles(_handed, "*" + Whole).OrderBy(File.GetLastWriteTimeUtc))
        {
            if (Encoding.UTF8.GetString(File.ReadAllBytes(file)).Split('\0') is [var kind, var to, _, _, var content, ..])
            {
                var path = kind == "file" ? content : null;
                _chats.Send(to, content, path, _time.GetUtcNow());
                sent.Add((to, path is null ? content : Path.GetFileName(path)));
            }

            File.Delete(file);
        }

        return sent;
    }

    public void Dispose() => _chats.Dispose();
}
