using System.Net;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Twilio;

/// <summary>A messaging service that a number belongs to.</summary>
/// <param name="Sid">Twilio's <c>MG…</c>.</param>
/// <param name="FriendlyName">The name that its owner gave it.</param>
/// <param name="UseInboundWebhookOnNumber">False: texts go where the service says, whatever the number says.</param>
/// <param name="InboundRequestUrl">Where the service sends texts; null: nowhere, they are dropped without a trace.</param>
/// <param name="UsAppToPersonRegistered">True when it has an approved campaign for US numbers (A2P 10DLC).</param>
public sealed record TwilioServiceInfo(
    string Sid, string FriendlyName, bool UseInboundWebhookOnNumber, string? InboundRequestUrl, bool UsAppToPersonRegistered)
{
    public override string ToString() => $"service {Sid}";
}

/// <summary>
/// Twilio's calls on messaging services and registrations. Only with the account's own credentials: this host answers
/// for whose credentials are shown, so that a parent's would say how the parent stands.
/// </summary>
public sealed class TwilioServices(TwilioTransport transport)
{
    internal const int PageSize = 50;
    internal const int MostPages = 20;

    /// <summary>Calls at once on one account; Twilio refuses too many.</summary>
    private const int AtOnce = 5;
    private const string Approved = "TWILIO_APPROVED";
    private const string Verified = "VERIFIED";

    /// <summary>
    /// The service that a number belongs to (<c>GET /v1/Services</c>, then
    /// <c>GET /v1/Services/{ServiceSid}/PhoneNumbers/{Sid}</c> for each); null for none. A number is in one service at
    /// most; the newest 1,000 services are looked through.
    /// </summary>
    public async Task<TwilioServiceInfo?> FindServiceOfNumberAsync(
        TwilioCredentials credentials, string numberSid, CancellationToken cancellationToken)
    {
        await foreach (var page in transport.PagesAsync(
            credentials, "Services", transport.OfMessaging($"/Services?PageSize={PageSize}"),
            TwilioWireJson.Default.WireServices, MostPages, cancellationToken))
        {
            var own = (page.Services ?? [])
                .Where(service => service.Sid is { Length: > 0 } && (service.AccountSid ?? credentials.AccountSid) == credentials.AccountSid);
            foreach (var some in own.Chunk(AtOnce))
            {
                var has = await Task.WhenAll(some.Select(
                    service => HasNumberAsync(credentials, service.Sid!, numberSid, cancellationToken)));
                if (Array.IndexOf(has, true) is >= 0 and var index) return Read(some[index]);
            }
        }

        return null;
    }

    /// <summary>One service (<c>GET /v1/Services/{Sid}</c>); null when it is gone.</summary>
    public async Task<TwilioServiceInfo?> FindServiceAsync(
        TwilioCredentials credentials, string serviceSid, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await transport.GetAsync(
                credentials, "Services/{Sid}", AddressOf(serviceSid, ""), TwilioWireJson.Default.WireService, cancellationToken);
            return answer?.Sid is { Length: > 0 } ? Read(answer) : throw new TwilioException("GET Services/{Sid}", HttpStatusCode.OK, null);
        }
        catch (TwilioException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The numbers of a service (<c>GET /v1/Services/{ServiceSid}/PhoneNumbers</c>), 1,000 at most, by SID.</summary>
    public async Task<IReadOnlyList<string>> ListNumberSidsAsync(
        TwilioCredentials credentials, string serviceSid, CancellationToken cancellationToken)
    {
        var sids = new List<string>();
        await foreach (var page in transport.PagesAsync(
            credentials, "Services/{Sid}/PhoneNumbers", AddressOf(serviceSid, $"/PhoneNumbers?PageSize={PageSize}"),
            TwilioWireJson.Default.WireServiceNumbers, MostPages, cancellationToken))
        {
            sids.AddRange((page.PhoneNumbers ?? []).Select(number => number.Sid).OfType<string>());
        }

        return sids;
    }

    /// <summary>
    /// Says whether the numbers' own addresses win over the service's (<c>POST /v1/Services/{Sid}</c>). It changes the
    /// route of every number in the service: never without asking.
    /// </summary>
    public async Task SetUseInboundWebhookOnNumberAsync(
        TwilioCredentials credentials, string serviceSid, bool use, CancellationToken cancellationToken)
    {
        var answer = await transport.PostAsync(
            credentials, "Services/{Sid}", AddressOf(serviceSid, ""),
            [new("UseInboundWebhookOnNumber", use ? "true" : "false")],
            TwilioWireJson.Default.WireService, cancellationToken);
        if (answer?.Sid is null || answer.UseInboundWebhookOnNumber != use)
        {
            throw new TwilioException("POST Services/{Sid}", HttpStatusCode.OK, null);
        }
    }

    /// <summary>
    /// How a toll-free number's verification stands (<c>GET /v1/Tollfree/Verifications</c>), such as
    /// <c>TWILIO_APPROVED</c>; null when there is none.
    /// </summary>
    public async Task<string?> ReadTollfreeStatusAsync(
        TwilioCredentials credentials, string numberSid, CancellationToken cancellationToken)
    {
        var query = $"?TollfreePhoneNumberSid={Uri.EscapeDataString(numberSid)}";
        var answer = await transport.GetAsync(
            credentials, "Tollfree/Verifications", transport.OfMessaging("/Tollfree/Verifications" + query),
            TwilioWireJson.Default.WireVerifications, cancellationToken);
        return Best(answer?.Verifications?.Select(verification => verification.Status), Approved);
    }

    /// <summary>
    /// How a service's US campaign stands (<c>GET /v1/Services/{MessagingServiceSid}/Compliance/Usa2p</c>), such as
    /// <c>VERIFIED</c>; null when it has none.
    /// </summary>
    public async Task<string?> ReadCampaignStatusAsync(
        TwilioCredentials credentials, string serviceSid, CancellationToken cancellationToken)
    {
        var answer = await transport.GetAsync(
            credentials, "Services/{Sid}/Compliance/Usa2p", AddressOf(serviceSid, "/Compliance/Usa2p"),
            TwilioWireJson.Default.WireCampaigns, cancellationToken);
        return Best(answer?.Compliance?.Select(campaign => campaign.CampaignStatus), Verified);
    }

    private async Task<bool> HasNumberAsync(
        TwilioCredentials credentials, string serviceSid, string numberSid, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await transport.GetAsync(
                credentials, "Services/{Sid}/PhoneNumbers/{Sid}",
                AddressOf(serviceSid, $"/PhoneNumbers/{Uri.EscapeDataString(numberSid)}"),
                TwilioWireJson.Default.WireServiceNumber, cancellationToken);
            return answer?.Sid == numberSid;
        }
        catch (TwilioException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private Uri AddressOf(string serviceSid, string path) =>
        transport.OfMessaging($"/Services/{Uri.EscapeDataString(serviceSid)}{path}");

    private static TwilioServiceInfo Read(WireService service) => new(
        service.Sid!, service.FriendlyName ?? "", service.UseInboundWebhookOnNumber ?? false,
        string.IsNullOrEmpty(service.InboundRequestUrl) ? null : service.InboundRequestUrl,
        service.UsAppToPersonRegistered ?? false);

    /// <summary>The good state if any has it, else the first: an old attempt that failed doesn't hide a later one.</summary>
    private static string? Best(IEnumerable<string?>? states, string good)
    {
        var all = (states ?? []).OfType<string>().ToList();
        return all.Contains(good) ? good : all.FirstOrDefault();
    }
}
