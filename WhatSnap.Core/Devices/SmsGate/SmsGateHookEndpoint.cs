using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// <c>POST /sms/hook/{key}</c>: what comes to a phone, signed by its app. 200 means that it is kept or not wanted; anything else makes the app
/// send it again, for two days. The app waits for five seconds.
/// </summary>
public sealed partial class SmsGateHookEndpoint(
    DeviceTable devices, AccountDirectory accounts, TakePhoneEvent take, DoorLimits limits, TimeProvider time, ILogger<SmsGateHookEndpoint> logger)
{
    /// <summary>An MMS with its files in base64; networks carry a quarter of this.</summary>
    internal const int LargestBody = 16 * 1024 * 1024;

    /// <summary>All others: no buffer of the largest size is made for a text.</summary>
    private const int UsualBody = 64 * 1024;

    private const int IdLength = 32;
    private const int KeyLength = 64;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(4);

    /// <summary>A wrong key is noted so often.</summary>
    private static readonly TimeSpan WrongKeyNoted = TimeSpan.FromMinutes(10);

    public async Task<IResult> HandleAsync(HttpRequest request, string key, IFlowHost flows, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (key.Length != KeyLength || !key.All(char.IsAsciiHexDigitLower)) return Unknown();
        if (!limits.Admits(key)) return Answers.SendAgain();
        return await AnswerInTime.RunAsync(AnswerWithin, time, token => TakeAsync(request, key, flows, token), LogNotKept, cancellationToken);
    }

    private async Task<IResult> TakeAsync(HttpRequest request, string key, IFlowHost flows, CancellationToken cancellationToken)
    {
        if (await devices.FindAsync(key[..IdLength], cancellationToken) is not { SmsGate: { } link } device || !link.IsHook(key[IdLength..])) return Unknown();
        if (await accounts.FindAsync(device.LocationId, device.AccountId, cancellationToken) is not { } account) return Unknown();
        using var scope = logger.OfAccount(device.LocationId, device.AccountId);

        var limit = request.ContentLength <= UsualBody ? UsualBody : LargestBody;
        if (await BoundedBody.ReadAsync(request, limit, cancellationToken) is not { } body) return BoundedBody.TooLarge(LargestBody);
        string? signature = request.Headers[PhoneSignature.Header], timestamp = request.Headers[PhoneSignature.TimeHeader];
        if (!PhoneSignature.Fits(body, signature, timestamp, link.SigningKeys)) return await RefuseAsync(device, signature, cancellationToken);
        if (PhoneEvent.Read(body) is not { } told) return NotReadable();
        try
        {
            var outcome = await take.RunAsync(
                account, device, told, PhoneSignature.AheadOf(timestamp, time.GetUtcNow()), SmsGateApp.NameOf(request), flows, cancellationToken);
            return outcome switch
            {
                PhoneEventOutcome.TryLater => Answers.SendAgain(),
                PhoneEventOutcome.Unreadable => NotReadable(),
                _ => Results.Ok(),
            };
        }
        catch (GoHighLevelException failed)
        {
            LogNotKept(failed.GetType().Name);
            return Answers.SendAgain();
        }
    }

    /// <summary>The app keeps it and tries again, so that nothing is lost until the keys fit.</summary>
    private async Task<IResult> RefuseAsync(Device device, string? signature, CancellationToken cancellationToken)
    {
        LogBadSignature(device.DeviceId);
        var now = time.GetUtcNow();
        if (!string.IsNullOrEmpty(signature))
        {
            await devices.UpdateAsync(
                device,
                known => known.SmsGate is not { } link || now - link.WrongKeyAt < WrongKeyNoted ? null : known with { SmsGate = link with { WrongKeyAt = now }, SeenAt = now },
                cancellationToken);
        }

        return Answers.Refuse(
            StatusCodes.Status401Unauthorized, "The signature is missing, or was made with another key.",
            "In the app open Settings → Webhooks, copy the signing key, and paste it in WhatSnap at this phone.");
    }

    private static IResult NotReadable() => Answers.Wrong("The body is no event of SMSGate that can be read.", "Send SMSGate's own webhooks.");

    private static IResult Unknown() => Answers.Refuse(
        StatusCodes.Status404NotFound, "Nobody is known by this address.", "Pair the phone with a new code; the app then fetches its addresses.");

    [LoggerMessage(LogLevel.Warning, "What phone {DeviceId} told had no valid signature")]
    private partial void LogBadSignature(string deviceId);

    [LoggerMessage(LogLevel.Warning, "What a phone told could not be kept ({Error}); it tells it again")]
    private partial void LogNotKept(string error);
}
