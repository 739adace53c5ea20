using Microsoft.Extensions.Options;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Dashboard;

/// <summary>How the attempt to open a session ended.</summary>
public abstract record SessionOutcome
{
    private SessionOutcome()
    {
    }

    /// <summary>Who may call the API now, and the user's name for the page.</summary>
    public sealed record Opened(ApiSession Session, string? UserName) : SessionOutcome
    {
        public override string ToString() => $"session of user {Session.UserId}";
    }

    public sealed record Refused(SessionRefusal Why) : SessionOutcome;
}

/// <summary>Exchanges GoHighLevel's user data for a session: once, and only where WhatSnap is installed.</summary>
public sealed class OpenSession(CheckInstallation installation, SeenPayloads seen, IOptions<GoHighLevelOptions> options)
{
    public async Task<SessionOutcome> RunAsync(string text, CancellationToken cancellationToken)
    {
        if (options.Value.SharedSecrets is not { Length: > 0 } secrets) return Refuse(SessionRefusals.NotConfigured);
        if (SsoPayload.Open(text, secrets) is not { User: var user } payload) return Refuse(SessionRefusals.NotValid);

        var rights = RoleRights.Of(user.Type, user.Role);
        if (rights == Rights.None) return Refuse(SessionRefusals.UnknownRole);
        if (user.ActiveLocation is null && user.Type != RoleRights.Agency) return Refuse(SessionRefusals.NoLocation);
        if (user.ActiveLocation is { } location
            && await installation.RunAsync(user.CompanyId, location, cancellationToken) is { } problem)
        {
            return Refuse(problem);
        }

        // Last: what was refused above may be tried again, what is answered with a session may not.
        if (!await seen.TakeAsync(payload, cancellationToken)) return Refuse(SessionRefusals.NotValid);
        return new SessionOutcome.Opened(
            new ApiSession(user.CompanyId, user.ActiveLocation, user.UserId, rights), user.UserName);
    }

    private static SessionOutcome.Refused Refuse(SessionRefusal why) => new(why);
}
