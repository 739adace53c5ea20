using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>Why no session was opened, for a person.</summary>
public sealed record SessionRefusal(int Status, string Sentence, string NextAction)
{
    internal IResult Answer() => Answers.Refuse(Status, Sentence, NextAction);
}

/// <summary>Every reason for which no session is opened; <c>docs/sessions.md</c> lists them and a test compares the two.</summary>
public static class SessionRefusals
{
    public static readonly SessionRefusal NotConfigured = new(
        StatusCodes.Status503ServiceUnavailable, "WhatSnap can't read who you are: its setting GoHighLevel__SharedSecrets__0 is missing.",
        "Ask whoever runs WhatSnap to set it to the app's Shared Secret.");

    /// <summary>The one answer for whatever is wrong with a payload, and for one that was used before.</summary>
    public static readonly SessionRefusal NotValid = new(
        StatusCodes.Status403Forbidden, "This sign-in is not valid or was used before.", "Open WhatSnap again inside GoHighLevel.");

    public static readonly SessionRefusal UnknownRole = new(
        StatusCodes.Status403Forbidden, "WhatSnap does not know your role in GoHighLevel.",
        "Ask an admin of the location or the agency to open WhatSnap.");

    public static readonly SessionRefusal NoLocation = new(
        StatusCodes.Status403Forbidden, "WhatSnap was opened without a location.", "Open it inside a sub-account.");

    /// <summary>Also the answer for a location of another agency, so that nobody learns where WhatSnap is installed.</summary>
    public static readonly SessionRefusal NotInstalled = new(
        StatusCodes.Status403Forbidden, "WhatSnap is not installed in this location.",
        "Install it from the GoHighLevel marketplace.");

    public static readonly SessionRefusal InstallAgain = new(
        StatusCodes.Status403Forbidden, "WhatSnap does not know which agency this location belongs to.",
        "Install WhatSnap again in this location.");

    public static readonly IReadOnlyList<SessionRefusal> All =
        [NotConfigured, NotValid, UnknownRole, NoLocation, NotInstalled, InstallAgain];
}
