using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.Twilio;

/// <summary>A number of an account.</summary>
/// <param name="Sid">Twilio's <c>PN…</c>.</param>
/// <param name="PhoneNumber">The number as Twilio writes it, E.164.</param>
/// <param name="FriendlyName">The name that its owner gave it.</param>
/// <param name="Sms">True when it can send and receive texts.</param>
/// <param name="Mms">True when it can send and receive media.</param>
/// <param name="Voice">True when it can be called.</param>
/// <param name="Type">Such as <c>local</c>; empty when Twilio named none.</param>
/// <param name="Route">Where its own settings send texts; a messaging service may overrule them.</param>
public sealed record TwilioNumberInfo(
    string Sid, string PhoneNumber, string FriendlyName, bool Sms, bool Mms, bool Voice, string Type, TwilioRoute Route)
{
    public override string ToString() => $"number {Sid}";
}

/// <summary>Twilio's calls on the phone numbers of an account.</summary>
public sealed class TwilioNumbers(TwilioTransport transport)
{
    internal const int PageSize = 500;
    internal const int MostPages = 20;
    private const string Numbers = "IncomingPhoneNumbers";
    private const string Number = "IncomingPhoneNumbers/{Sid}";

    /// <summary>
    /// What Twilio does when our host does not answer: three retries on connection failures, time-outs and 5xx
    /// (twilio.com/docs/usage/webhooks/webhooks-connection-overrides). The fragment is not signed.
    /// </summary>
    public const string RetryFragment = "#rc=3&rp=ct,rt,5xx";

    /// <summary>The route by which a number's texts come to us, with retries and a fallback.</summary>
    public static TwilioRoute RouteToUs(string numberSid, string hookUrl) => new(
        numberSid, hookUrl + RetryFragment, "POST", hookUrl + RetryFragment, "POST", SmsApplicationSid: "",
        OverridingServiceSid: null);

    /// <summary>
    /// The account's numbers (<c>GET /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json</c>), 10,000 at most.
    /// </summary>
    public Task<IReadOnlyList<TwilioNumberInfo>> ListNumbersAsync(
        TwilioCredentials credentials, CancellationToken cancellationToken) =>
        ListAsync(credentials, $"?PageSize={PageSize}", cancellationToken);

    /// <summary>
    /// The number of the account that is exactly this one
    /// (<c>GET /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json</c>); null when it is not on the account.
    /// </summary>
    public async Task<TwilioNumberInfo?> FindNumberAsync(
        TwilioCredentials credentials, PhoneNumber number, CancellationToken cancellationToken)
    {
        // The filter matches parts of numbers too.
        var query = $"?PhoneNumber={Uri.EscapeDataString(number.ToString())}&PageSize=50";
        var found = await ListAsync(credentials, query, cancellationToken);
        return found.FirstOrDefault(item => item.PhoneNumber == number.ToString());
    }

    /// <summary>One number (<c>GET /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json</c>).</summary>
    public async Task<TwilioNumberInfo> ReadNumberAsync(
        TwilioCredentials credentials, string numberSid, CancellationToken cancellationToken) =>
        Read(await transport.GetAsync(
            credentials, Number, AddressOf(credentials, numberSid), TwilioWireJson.Default.WireNumber, cancellationToken))
            ?? throw new TwilioException($"GET {Number}", HttpStatusCode.OK, null);

    /// <summary>
    /// Sets where a number's texts go (<c>POST /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json</c>);
    /// repeating it is harmless. Whether it took is for <see cref="ReadNumberAsync"/> to say.
    /// </summary>
    public async Task<TwilioNumberInfo> SetRouteAsync(
        TwilioCredentials credentials, TwilioRoute route, CancellationToken cancellationToken)
    {
        var answer = await transport.PostAsync(
            credentials, Number, AddressOf(credentials, route.NumberSid),
            [
                new("SmsUrl", route.SmsUrl),
                new("SmsMethod", route.SmsMethod),
                new("SmsFallbackUrl", route.SmsFallbackUrl),
                new("SmsFallbackMethod", route.SmsFallbackMethod),
                new("SmsApplicationSid", route.SmsApplicationSid),
            ],
            TwilioWireJson.Default.WireNumber, cancellationToken);
        return Read(answer) ?? throw new TwilioException($"POST {Number}", HttpStatusCode.OK, null);
    }

    /// <summary>Finds a number, points its texts at us and reads the change back.</summary>
    /// <exception cref="TwilioException">The number is not on the account (20404), or the change did not take.</exception>
    public async Task PointNumberAsync(
        TwilioCredentials credentials, PhoneNumber number, CancellationToken cancellationToken)
    {
        var found = await FindNumberAsync(credentials, number, cancellationToken)
            ?? throw new TwilioException($"GET {Numbers}", HttpStatusCode.NotFound, 20404);
        var route = RouteToUs(found.Sid, credentials.HookUrl);
        await SetRouteAsync(credentials, route, cancellationToken);
        var changed = await ReadNumberAsync(credentials, found.Sid, cancellationToken);
        if (changed.Route != route) throw new TwilioException($"POST {Number}", HttpStatusCode.OK, null);
    }

    private async Task<IReadOnlyList<TwilioNumberInfo>> ListAsync(
        TwilioCredentials credentials, string query, CancellationToken cancellationToken)
    {
        var numbers = new List<TwilioNumberInfo>();
        var first = transport.OfAccount(credentials, $"/{Numbers}.json{query}");
        await foreach (var page in transport.PagesAsync(
            credentials, Numbers, first, TwilioWireJson.Default.WireNumbers, MostPages, cancellationToken))
        {
            numbers.AddRange((page.IncomingPhoneNumbers ?? []).Select(Read).OfType<TwilioNumberInfo>());
        }

        return numbers;
    }

    private Uri AddressOf(TwilioCredentials credentials, string numberSid) =>
        transport.OfAccount(credentials, $"/{Numbers}/{Uri.EscapeDataString(numberSid)}.json");

    /// <summary>Unset addresses and SIDs come as empty or as null.</summary>
    private static TwilioNumberInfo? Read(WireNumber? number) => number is { Sid: { Length: > 0 } sid, PhoneNumber: { } written }
        ? new TwilioNumberInfo(
            sid, written, number.FriendlyName ?? "", number.Capabilities?.Sms ?? false, number.Capabilities?.Mms ?? false,
            number.Capabilities?.Voice ?? false, number.Type ?? "",
            new TwilioRoute(
                sid, number.SmsUrl ?? "", MethodOf(number.SmsMethod), number.SmsFallbackUrl ?? "",
                MethodOf(number.SmsFallbackMethod), number.SmsApplicationSid ?? "", OverridingServiceSid: null))
        : null;

    private static string MethodOf(string? method) => string.IsNullOrEmpty(method) ? "POST" : method;
}
