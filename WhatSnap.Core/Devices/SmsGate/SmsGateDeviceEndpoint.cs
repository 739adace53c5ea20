using System.Net.Http.Headers;
using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// <c>/sms/device</c>: SMSGate's "sign in by code" (<c>POST</c>), its word at every start that it is still registered (<c>PATCH</c>), and the
/// address that it shows (<c>GET</c>). An app whose access was revoked asks for a new account for ever: that is refused before anything is read.
/// </summary>
public sealed partial class SmsGateDeviceEndpoint(
    SmsGateDoor door, PairDevice pair, SmsGateLimits limits, DeviceTable devices, ILogger<SmsGateDeviceEndpoint> logger)
{
    private const string Scheme = "Code";
    private const string Unnamed = "Android";

    /// <summary>The app shows a masked entry of each SIM.</summary>
    private const int LargestBody = 16 * 1024;

    public async Task<IResult> HandlePostAsync(HttpRequest request, IFlowHost flows, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (CodeOf(request) is not { } code)
        {
            return limits.Admits(request) ? ByCodeOnly() : DeviceRefusals.TooManyCalls.Answer(TimeSpan.FromMinutes(1));
        }

        if (SmsGateApp.IsOutdated(request)) return DeviceRefusals.AppOutdated.Answer();
        var (body, refusal) = await ItemsBody.ReadAsync(request, LargestBody, cancellationToken);
        if (refusal is not null) return refusal;
        var name = DeviceBody.Text(NameIn(body), PairEndpoint.LongestName) ?? Unnamed;
        try
        {
            var claim = new PairClaim(code, DevicePlatform.Android, name, SmsGateApp.NameOf(request), null, null) { IsSmsGate = true };
            return await pair.RunAsync(claim, CallerAddress.Of(request), flows, cancellationToken) switch
            {
                PairOutcome.Paired paired => Results.Json(
                    new RegisteredAnswer(paired.Device.DeviceId, paired.Token.Reveal(), paired.Account.Name), SmsGateJson.Default.RegisteredAnswer,
                    statusCode: StatusCodes.Status201Created),
                PairOutcome.TooMany tooMany => DeviceRefusals.TooManyCodes.Answer(tooMany.Wait),
                _ => WrongCode(),
            };
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogStorageFailed(failed.GetType().Name);
            return DeviceRefusals.TryLater.Answer();
        }
    }

    public Task<IResult> HandlePatchAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, async (device, _, _) =>
        {
            var (body, refusal) = await ItemsBody.ReadAsync(request, LargestBody, cancellationToken);
            if (refusal is not null) return refusal;
            if (IdIn(body) != device.DeviceId) return AnotherDevice();

            var version = SmsGateApp.NameOf(request);
            await devices.UpdateAsync(
                device, known => version is null || known.AppVersion == version ? null : known with { AppVersion = version }, cancellationToken);
            return Results.NoContent();
        }, cancellationToken);

    /// <summary>The same for everybody: whether there is a token is of no interest.</summary>
    public IResult HandleGet(HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return limits.Admits(request)
            ? Results.Json(new AddressAnswer(CallerAddress.Of(request)?.ToString() ?? ""), SmsGateJson.Default.AddressAnswer)
            : DeviceRefusals.TooManyCalls.Answer(TimeSpan.FromMinutes(1));
    }

    private static string? CodeOf(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count == 1 && AuthenticationHeaderValue.TryParse(header[0], out var value)
            && value.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase) && value.Parameter is { Length: > 0 } code ? code : null;
    }

    private static string? NameIn(JsonElement body) => Readable(() => body.Text("name"));

    private static string? IdIn(JsonElement body) => Readable(() => body.Text("id"));

    private static string? Readable(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // A name in it is half a letter.
            return null;
        }
    }

    private static IResult ByCodeOnly() => Answers.Refuse(
        StatusCodes.Status403Forbidden, "Phones are registered with a code of WhatSnap only.", "In the app choose “Sign in by code” and type the code that WhatSnap shows.");

    /// <summary>401, as the app expects it.</summary>
    private static IResult WrongCode() => (DeviceRefusals.CodeWrong with { Status = StatusCodes.Status401Unauthorized }).Answer();

    private static IResult AnotherDevice() => Answers.Refuse(
        StatusCodes.Status403Forbidden, "The id in the body is not that of the token's device.", "Clear the app's data and pair the phone with a new code.");

    [LoggerMessage(LogLevel.Error, "A phone could not be registered: storage failed ({Error})")]
    private partial void LogStorageFailed(string error);
}
