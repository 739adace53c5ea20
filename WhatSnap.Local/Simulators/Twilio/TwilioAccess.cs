namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Says who calls and what they may do: tokens, API keys, parents, test credentials, suspension.</summary>
internal static class TwilioAccess
{
    /// <summary>The account whose credentials the caller showed, or why the call is refused.</summary>
    /// <param name="world">All accounts.</param>
    /// <param name="call">The call.</param>
    /// <param name="sid">The account that is called; null where the API goes by the credentials alone.</param>
    public static (TwilioAccount? Account, TwilioAnswer? Refusal) Check(TwilioWorld world, TwilioCall call, string? sid)
    {
        if (call.Credentials() is not var (user, password) || Caller(world, user, password) is not var (caller, isStandardKey))
            return (null, TwilioAnswer.NotAuthenticated());
        if (caller.IsTest) return (null, TwilioAnswer.Forbidden(20008, "Resource not accessible with Test Account Credentials"));

        var account = sid is null ? caller : world.Account(sid);
        if (account is null || (account.Sid != caller.Sid && account.OwnerSid != caller.Sid))
            return (null, TwilioAnswer.NotAuthenticated());
        var isAccountItself = call.Name == TwilioCallName.ReadAccount;
        if (isAccountItself && isStandardKey) return (null, TwilioAnswer.NotAuthenticated());

        // Suspending an account suspends those that it owns.
        var parent = account.OwnerSid is { } owner ? world.Account(owner) : null;
        var inactive = account.Status != "active" ? account : parent is { Status: not "active" } ? parent : null;
        if (inactive is null) return (account, null);
        return inactive.WhenInactive switch
        {
            InactiveAnswer.Unauthorized => (null, TwilioAnswer.NotAuthenticated()),
            InactiveAnswer.Forbidden => (null, TwilioAnswer.Forbidden(20403, "Account is suspended")),
            _ when isAccountItself => (account with { Status = inactive.Status }, null),
            _ => (null, TwilioAnswer.Forbidden(20005, "Account is not active")),
        };
    }

    private static (TwilioAccount Account, bool IsStandardKey)? Caller(TwilioWorld world, string user, string password)
    {
        if (world.Account(user) is { } account)
            return password == account.AuthToken || password == account.SecondaryAuthToken ? (account, false) : null;

        foreach (var owner in world.Accounts)
        {
            if (owner.ApiKeys.FirstOrDefault(key => key.Sid == user && key.Secret == password) is { } key)
                return (owner, !key.IsMain);
        }

        return null;
    }
}
