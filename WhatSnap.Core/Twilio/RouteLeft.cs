using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Tells that a number's old route could not be put back. A route that an undo left on the account says so, also after the
/// undo's last try failed; the account stays, in a state of its own, until its owner has seen that.
/// </summary>
public static class RouteLeft
{
    public const string Code = "route_left";

    /// <summary>True for a result of an undo after which a person must look.</summary>
    internal static bool Is(StepResult result) => result.Code is Code or "route_put_back_in_part";

    /// <summary>True while the owner of an account that ends has not been told yet.</summary>
    internal static bool IsUntold(Account account) => account.Twilio?.SavedRoute is { IsLeft: false };

    /// <summary>The account in the state that tells its owner.</summary>
    internal static Account Tell(Account account) => account with
    {
        StateCode = AccountStates.RouteLeft.Code,
        StateBefore = null,
        Twilio = account.Twilio!.WithRoute(route => route with { IsLeft = true, IsOfThisAttempt = false }),
    };

    /// <summary>Shows it in the account's attempt too, unless the undo itself has said more exactly what is left.</summary>
    internal static Task ShowAsync(ConnectionTable connections, AccountKey account, CancellationToken cancellationToken) =>
        connections.UpdateAsync(
            account,
            attempt => attempt.Steps.Any(Is)
                ? null
                : attempt.With(ConnectionSteps.Route, [new StepResult(ConnectionSteps.Route, Code)]),
            cancellationToken);
}
