using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Hosting;

namespace WhatSnap.Local.Dashboard;

/// <summary>A session for the demo location with all rights, in one click and for whoever sits at this machine.</summary>
internal sealed class LocalSessionEndpoint(SessionAnswers answers, LocationTable locations)
{
    public const string Route = "local/session";
    public const string UserId = "local-user";

    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!OwnMachine.IsConnected(request)) return NotThere();
        if (!OwnMachine.IsMeant(request))
        {
            return Answers.Refuse(
                StatusCodes.Status403Forbidden, "The one-click session is for this machine alone.",
                "Ask for it at http://127.0.0.1 or http://localhost, directly and not from a page of another address.");
        }

        if (await locations.ReadAsync(DemoAccount.LocationId, cancellationToken) is not { } location) return NotThere();
        return answers.Open(
            request, new ApiSession(location.CompanyId, location.LocationId, UserId, Rights.All), "Local user");
    }

    private static IResult NotThere() => Answers.Refuse(
        StatusCodes.Status404NotFound, "There is no one-click session here.",
        "It exists on the machine that runs the local host with its simulated GoHighLevel.");
}
