using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/accounts/{accountId}/pairing-code</c>: a code of eight letters to type on the phone instead of scanning. Neither
/// code nor number is kept.
/// </summary>
public sealed class PairingCodeEndpoint(ChangeGuard guard, WhatsAppAttempt attempts, WahaClient waha)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.PairingCodeAsked, accountId, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, AccountRequestJson.Default.PairingCodeRequest, AccountRequestJson.LargestBody, cancellationToken);
            if (body is null) return refusal!;
            if (!PhoneNumber.TryParse(body.PhoneNumber?.Trim(), out var number))
            {
                return Answers.Wrong("This is not a phone number.", "Send the number of the phone's WhatsApp, with + and the country code.");
            }

            return await attempts.RunAsync(
                new AccountKey(session.LocationId, accountId),
                async (_, link) => await waha.RequestCodeAsync(link, number, cancellationToken) is { } code
                    ? Results.Json(new PairingCodeView(code.Reveal(), NextAction), PairingCodeJson.Default.PairingCodeView)
                    : Answers.Refuse(
                        StatusCodes.Status409Conflict, "No code can be had just now.", "Wait until a QR code is shown, then ask again."),
                cancellationToken);
        }, cancellationToken);

    private const string NextAction =
        "On the phone, open WhatsApp → Settings → Linked Devices → Link a Device → Link with phone number instead, and type the code.";
}

/// <summary>A code to type on the phone.</summary>
public sealed record PairingCodeView(string Code, string NextAction)
{
    public override string ToString() => nameof(PairingCodeView);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PairingCodeView))]
internal sealed partial class PairingCodeJson : JsonSerializerContext;
