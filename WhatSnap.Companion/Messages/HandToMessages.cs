using WhatSnap.Companion.Health;

namespace WhatSnap.Companion.Messages;

/// <summary>Hands one text or file to Messages; number, text and path are arguments of the script, never part of it.</summary>
internal sealed class HandToMessages(Osascript osascript)
{
    /// <summary>Added to the number of an error before anything was handed over; a later one leaves open whether it went.</summary>
    private const int NotStarted = -100_000;

    private const string Script = """
        on run argv
            set {theKind, theAddress, theChat, theService, theContent} to argv
            set theTarget to missing value
            try
                if theKind is "file" then set theContent to (POSIX file theContent) as alias
                tell application "Messages"
                    if theChat is not "" then
                        try
                            set theTarget to chat id theChat
                            get id of theTarget
                        on error number theNumber
                            if theNumber is -1743 then error number theNumber
                            set theTarget to missing value
                        end try
                    end if
                    if theTarget is missing value then
                        if theService is "SMS" then
                            set theAccount to first account whose service type is SMS
                        else if theService is "RCS" then
                            set theAccount to first account whose service type is RCS
                        else
                            set theAccount to first account whose service type is iMessage
                        end if
                        set theTarget to participant theAddress of theAccount
                        get id of theTarget
                    end if
                end tell
            on error number theNumber
                error "not started" number (theNumber - 100000)
            end try
            tell application "Messages" to send theContent to theTarget
        end run
        """;

    /// <summary>Null when it may have gone, else why it surely did not.</summary>
    public async Task<string?> RunAsync(SendWay way, string to, bool isFile, string content, CancellationToken cancellationToken) =>
        await osascript.RunAsync(Script, [isFile ? "file" : "text", to, way.ChatGuid ?? "", way.Service, content], cancellationToken) switch
        {
            ScriptOutcome.Missing => Findings.OsascriptMissing.Code,
            ScriptOutcome.Refused { Number: <= NotStarted and var number } => CodeOf(number - NotStarted, way.Service),
            _ => null,
        };

    private static string CodeOf(int number, string service) => number switch
    {
        -1743 => Findings.AutomationDenied.Code,
        -1719 or -2753 => service == SendWay.IMessage ? Findings.IMessageMissing.Code : Findings.SmsMissing.Code,
        _ => Findings.MessagesSilent.Code,
    };
}

/// <summary>By which chat or service a message goes.</summary>
/// <param name="ChatGuid">The chat with this person; null to begin one.</param>
/// <param name="Service">What a new chat is begun with: iMessage, SMS or RCS.</param>
internal sealed record SendWay(string? ChatGuid, string Service)
{
    public const string IMessage = "iMessage";

    public const string Sms = "SMS";

    /// <summary>As asked for, else as the last message with this person that went well, else iMessage.</summary>
    public static SendWay Choose(ChatDb db, string to, string? service) => service?.ToUpperInvariant() switch
    {
        "SMS" => new SendWay(ChatGuid: null, Sms),
        "IMESSAGE" => new SendWay(ChatGuid: null, IMessage),
        _ when db.LastWith(to) is { } last => new SendWay(last.ChatGuid, last.Service ?? IMessage),
        _ => new SendWay(ChatGuid: null, IMessage),
    };
}
