namespace WhatSnap.Companion.Health;

/// <summary>Something that keeps the companion from working, with what to do about it on the Mac.</summary>
/// <param name="ExitCode">With what the program ends.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Sentence">What is wrong, in plain language.</param>
/// <param name="NextAction">What to do about it.</param>
public sealed record Finding(int ExitCode, string Code, string Sentence, string NextAction);

/// <summary>Every finding of the commands; <c>docs/companion.md</c> shows the same table.</summary>
public static class Findings
{
    public static readonly Finding NotMacOs = new(
        10, "not_macos",
        "This is not a Mac.",
        "Run the companion on the Mac whose Messages should be connected.");

    public static readonly Finding DatabaseMissing = new(
        11, "database_missing",
        "Messages has never been used by this user of the Mac: its database is not there.",
        "Open Messages, sign in with your Apple Account, and send one message. Run the companion as the user who uses Messages, without sudo.");

    public static readonly Finding FullDiskAccess = new(
        12, "full_disk_access",
        "macOS does not let this program read Messages' database.",
        "Open System Settings → Privacy & Security → Full Disk Access and switch on the program that runs the companion: Terminal, when you started it there. Then quit that program and start it again. After an update, remove the companion from the list and add it again.");

    public static readonly Finding SchemaUnknown = new(
        13, "schema_unknown",
        "This version of Messages keeps its messages in a way that the companion does not know.",
        "Update the companion. If it is the newest, report what is named below, with the version of macOS.");

    public static readonly Finding NoMessages = new(
        14, "no_messages",
        "Messages has no message yet.",
        "Open Messages → Settings → iMessage, sign in with your Apple Account, and send one message.");

    public static readonly Finding DatabaseUnreadable = new(
        15, "database_unreadable",
        "Messages' database could not be read.",
        "Quit Messages, open it again, and run doctor once more. If it stays so, restart the Mac.");

    public static readonly Finding OsascriptMissing = new(
        20, "osascript_missing",
        "The program osascript of macOS, by which messages are sent, was not found.",
        "Start the companion with /usr/bin in its PATH.");

    public static readonly Finding AutomationDenied = new(
        21, "automation_denied",
        "macOS does not let this program send by Messages.",
        "Open System Settings → Privacy & Security → Automation and switch on Messages under the program that runs the companion.");

    public static readonly Finding IMessageMissing = new(
        22, "imessage_missing",
        "Messages is not signed in to iMessage.",
        "Open Messages → Settings → iMessage and sign in with your Apple Account.");

    public static readonly Finding SmsMissing = new(
        23, "sms_missing",
        "Messages can send iMessages, but no SMS.",
        "Turn on Text Message Forwarding: on the iPhone with the same Apple Account, Settings → Apps → Messages → Text Message Forwarding, switch on this Mac.");

    public static readonly Finding MessagesSilent = new(
        24, "messages_silent",
        "Messages did not answer.",
        "Open Messages. If macOS asks whether the companion may control Messages, allow it. Then run doctor once more.");

    public static readonly Finding NotPaired = new(
        30, "not_paired",
        "This Mac is not connected to WhatSnap.",
        "In WhatSnap choose Add account → SMS/iMessage → Mac, and run the command with the code that is shown there.");

    public static readonly Finding PairingEnded = new(
        31, "pairing_ended",
        "WhatSnap does not know this Mac any more: it was removed there, or another Mac took its place.",
        "To connect it again, make a new code in WhatSnap and run pair with it.");

    public static readonly Finding AddressRefused = new(
        32, "address_refused",
        "That is not an address of WhatSnap: it begins with https://.",
        "Copy the whole command that WhatSnap shows beside the code.");

    public static readonly Finding CodeRefused = new(
        33, "code_refused",
        "WhatSnap did not accept the code.",
        "Make a new code in WhatSnap and use it at once: it is valid for a few minutes, and one time.");

    public static readonly Finding Unreachable = new(
        34, "unreachable",
        "WhatSnap could not be reached.",
        "Check this Mac's internet connection and try again.");

    public static readonly Finding AlreadyRunning = new(
        35, "already_running",
        "The companion runs already.",
        "Use status to see how it is. To start it here, end the other one first, or run uninstall.");

    public static readonly Finding NotRunning = new(
        36, "not_running",
        "The companion does not run.",
        "Start it by run, or by install so that it starts whenever you log in.");

    public static readonly Finding NotConnected = new(
        37, "not_connected",
        "The companion runs, but WhatSnap has not answered it for some time.",
        "Check this Mac's internet connection; nothing is lost meanwhile. If it stays so, run doctor.");

    public static readonly Finding LaunchFailed = new(
        38, "launch_failed",
        "macOS did not take the companion among the programs that start when you log in.",
        "Log in on the Mac's own screen, not by a remote shell, and run install again. Until then start it by run.");

    public static readonly Finding FilesRefused = new(
        39, "files_refused",
        "The companion can't write its files in your Library folder.",
        "Run it as the user who uses Messages, without sudo. If you ever used sudo, delete the folder that is named below as administrator.");

    public static IReadOnlyList<Finding> All { get; } =
    [
        NotMacOs, DatabaseMissing, FullDiskAccess, SchemaUnknown, NoMessages, DatabaseUnreadable,
        OsascriptMissing, AutomationDenied, IMessageMissing, SmsMissing, MessagesSilent,
        NotPaired, PairingEnded, AddressRefused, CodeRefused, Unreachable, AlreadyRunning, NotRunning, NotConnected, LaunchFailed, FilesRefused,
    ];
}
