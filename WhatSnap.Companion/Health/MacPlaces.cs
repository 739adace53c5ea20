namespace WhatSnap.Companion.Health;

/// <summary>Where things are on this computer.</summary>
/// <param name="IsMac">Whether it is a Mac.</param>
/// <param name="Home">The user's folder.</param>
/// <param name="SearchPath">Folders in which programs are looked for, as in <c>PATH</c>.</param>
public sealed record MacPlaces(bool IsMac, string Home, string SearchPath)
{
    /// <summary>The name of the program that Messages runs as.</summary>
    public string MessagesProgram { get; init; } = "Messages";

    public string ChatDb => Path.Combine(Home, "Library/Messages/chat.db");

    /// <summary>The folder of what the companion keeps.</summary>
    public string Kept => Path.Combine(Home, "Library/Application Support/WhatSnap");

    /// <summary>What starts the companion when the user logs in.</summary>
    public string LaunchAgent => Path.Combine(Home, "Library/LaunchAgents/app.whatsnap.companion.plist");

    public string Log => Path.Combine(Home, "Library/Logs/WhatSnap/companion.log");

    /// <summary>Files wait here to be sent: Messages may read its own folder, and hardly another.</summary>
    public string Staged => Path.Combine(Home, "Library/Messages/Attachments/whatsnap");

    public static MacPlaces OfThisComputer() => new(
        OperatingSystem.IsMacOS(),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Environment.GetEnvironmentVariable("PATH") ?? "");

    /// <summary>The whole path of a program; null when none of the folders has it.</summary>
    public string? Find(string program) => SearchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
