using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>PUT /api/accounts/{accountId}/device/signing-key</c>: the key with which SMSGate on the phone signs, as the app shows it, where it did not take
/// the one of WhatSnap's settings. It is kept sealed and shown nowhere; what was refused for its signature comes again by itself.
/// </summary>
public sealed class SigningKeyEndpoint(ChangeGuard guard, AccountTable accounts, DeviceTable devices)
{
    private const int LargestBody = 4 * 1024;
    private const int LongestKey = 100;

    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.SigningKeyPasted, accountId, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, SigningKeyJson.Default.SigningKeyRequest, LargestBody, cancellationToken);
            if (body is null) return refusal!;
            if (body.SigningKey?.Trim() is not { Length: > 0 and <= LongestKey } key || key.Any(char.IsControl))
            {
                return Answers.WrongField("signingKey", "This is not a signing key.", "In the app open Settings → Webhooks, copy the signing key, and paste it.");
            }

            var account = new AccountKey(session.LocationId, accountId);
            if (await accounts.FindAsync(account.LocationId, accountId, cancellationToken) is not { Platform: Platform.Device }) return AccountAnswers.NoSuchAccount();
            var phones = (await devices.ListAsync(account, cancellationToken)).Where(device => device.SmsGate is not null).ToList();
            if (phones.Count == 0)
            {
                return Answers.Refuse(StatusCodes.Status409Conflict, "No phone with SMSGate is paired with this account.", "Pair the phone first, then paste its key.");
            }

            // The one that serves and the one that is being paired in its place are mostly the same phone.
            foreach (var phone in phones)
            {
                await devices.UpdateAsync(
                    phone, known => known with { SmsGate = known.SmsGate! with { OwnKey = new Secret(key), WrongKeyAt = null } }, cancellationToken);
            }

            return Results.NoContent();
        }, cancellationToken);
}

/// <summary>A signing key to be kept.</summary>
internal sealed record SigningKeyRequest(string? SigningKey)
{
    public override string ToString() => nameof(SigningKeyRequest);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SigningKeyRequest))]
internal sealed partial class SigningKeyJson : JsonSerializerContext;
