using System.Text.RegularExpressions;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>What a person types to connect Twilio: Account SID and Auth Token, checked for their form, blanks trimmed.</summary>
public static partial class TwilioEntry
{
    /// <summary>The credentials without a webhook address, or what is wrong with them and what to do.</summary>
    public static (string? AccountSid, Secret? AuthToken, string? Problem, string? WhatToDo) Read(
        string? accountSid, string? authToken)
    {
        var sid = accountSid?.Trim() ?? "";
        var token = authToken?.Trim() ?? "";
        if (sid.StartsWith("SK", StringComparison.Ordinal))
        {
            return Wrong(
                "This is the SID of an API key, not an Account SID.",
                "Use the Account SID and Auth Token from the Twilio Console home page: an API key can't verify the texts that Twilio sends.");
        }

        if (!SidForm().IsMatch(sid))
        {
            return Wrong("This is not an Account SID.", "It is AC and 32 letters and digits; copy it from the Twilio Console home page.");
        }

        return TokenForm().IsMatch(token)
            ? (sid, new Secret(token), null, null)
            : Wrong("This is not an Auth Token.", "It is 32 letters and digits; copy it from the Twilio Console home page, below the Account SID.");
    }

    /// <summary>The token alone, for a reconnection.</summary>
    public static Secret? ReadToken(string? authToken) =>
        authToken?.Trim() is { } token && TokenForm().IsMatch(token) ? new Secret(token) : null;

    private static (string? AccountSid, Secret? AuthToken, string? Problem, string? WhatToDo) Wrong(string problem, string whatToDo) =>
        (null, null, problem, whatToDo);

    [GeneratedRegex(@"^AC[0-9a-fA-F]{32}\z")]
    private static partial Regex SidForm();

    [GeneratedRegex(@"^[0-9a-fA-F]{32}\z")]
    private static partial Regex TokenForm();
}
