using System.Globalization;

namespace WhatSnap.Companion.Health;

/// <summary>Checks that Messages takes orders from this program and has the accounts to send by; sends nothing.</summary>
internal sealed class CheckAutomation(Osascript osascript)
{
    private const int NotAuthorized = -1743;

    /// <summary>"Invalid index" and "not defined": there is no account of the kind.</summary>
    private static readonly int?[] NoAccount = [-1719, -2753];

    private const string Script = """
        on run argv
            tell application "Messages"
                if item 1 of argv is "SMS" then
                    set found to first account whose service type is SMS
                else
                    set found to first account whose service type is iMessage
                end if
                get id of found
            end tell
            return "ok"
        end run
        """;

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var result = await CheckAsync("iMessage", Findings.IMessageMissing, cancellationToken);
        return result.Finding is null ? await CheckAsync("SMS", Findings.SmsMissing, cancellationToken) : result;
    }

    private async Task<CheckResult> CheckAsync(string kind, Finding missing, CancellationToken cancellationToken) =>
        await osascript.RunAsync(Script, [kind], cancellationToken) switch
        {
            ScriptOutcome.Done => CheckResult.Well,
            ScriptOutcome.Missing => new CheckResult(Findings.OsascriptMissing),
            ScriptOutcome.Refused { Number: NotAuthorized } => new CheckResult(Findings.AutomationDenied),
            ScriptOutcome.Refused { Number: var number } when NoAccount.Contains(number) => new CheckResult(missing),
            ScriptOutcome.Refused { Number: { } number } => new CheckResult(
                Findings.MessagesSilent, string.Create(CultureInfo.InvariantCulture, $"AppleScript {number}")),
            _ => new CheckResult(Findings.MessagesSilent),
        };
}
