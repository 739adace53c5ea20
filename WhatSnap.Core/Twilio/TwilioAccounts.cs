using System.Globalization;
using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>What Twilio says of an account.</summary>
/// <param name="Sid">The account itself.</param>
/// <param name="FriendlyName">The name that its owner gave it.</param>
/// <param name="Status"><c>active</c>, <c>suspended</c> or <c>closed</c>.</param>
/// <param name="Type"><c>Trial</c> or <c>Full</c>.</param>
/// <param name="OwnerAccountSid">The account that owns it; itself for a main account.</param>
/// <param name="AuthToken">Its primary token, which alone signs webhooks; null when it was not named.</param>
public sealed record TwilioAccountInfo(
    string Sid, string FriendlyName, string Status, string Type, string OwnerAccountSid, Secret? AuthToken)
{
    public bool IsActive => Status == "active";

    public bool IsTrial => Type == "Trial";

    /// <summary>True when another account owns it; then its balance is that one's.</summary>
    public bool IsSubaccount => OwnerAccountSid.Length > 0 && OwnerAccountSid != Sid;

    public override string ToString() => $"{Type} account, {Status}";
}

/// <summary>What an account has left to spend; may be negative.</summary>
public sealed record TwilioBalance(decimal Amount, string Currency);

/// <summary>Twilio's calls on an account.</summary>
public sealed class TwilioAccounts(TwilioTransport transport)
{
    private const string Account = "Account";

    /// <summary>The account (<c>GET /2010-04-01/Accounts/{Sid}.json</c>); its token is in the answer, which is never logged.</summary>
    public async Task<TwilioAccountInfo> ReadAccountAsync(TwilioCredentials credentials, CancellationToken cancellationToken)
    {
        var answer = await transport.GetAsync(
            credentials, Account, transport.OfAccount(credentials, ".json"), TwilioWireJson.Default.WireAccount,
            cancellationToken);
        if (answer?.Sid is not { Length: > 0 } sid) throw new TwilioException($"GET {Account}", HttpStatusCode.OK, null);
        return new TwilioAccountInfo(
            sid, answer.FriendlyName ?? "", answer.Status ?? "", answer.Type ?? "", answer.OwnerAccountSid ?? "",
            answer.AuthToken is { Length: > 0 } token ? new Secret(token) : null);
    }

    /// <summary>The account's primary Auth Token.</summary>
    public async Task<Secret> ReadAuthTokenAsync(TwilioCredentials credentials, CancellationToken cancellationToken) =>
        (await ReadAccountAsync(credentials, cancellationToken)).AuthToken
            ?? throw new TwilioException($"GET {Account}", HttpStatusCode.OK, null);

    /// <summary>
    /// What the account has left (<c>GET /2010-04-01/Accounts/{AccountSid}/Balance.json</c>); null when that can't be
    /// known, as for subaccounts.
    /// </summary>
    public async Task<TwilioBalance?> ReadBalanceAsync(TwilioCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await transport.GetAsync(
                credentials, "Balance", transport.OfAccount(credentials, "/Balance.json"),
                TwilioWireJson.Default.WireBalance, cancellationToken);
            return decimal.TryParse(answer?.Balance, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
                ? new TwilioBalance(amount, answer!.Currency ?? "")
                : null;
        }
        catch (TwilioException refused) when (refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            return null;
        }
    }
}
