using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Devices;

/// <summary><c>POST /device/v1/pair</c>: exchanges a code for a token. A wrong code, a used one and one that is over have the same answer.</summary>
public sealed partial class PairEndpoint(PairDevice pair, TimeProvider time, ILogger<PairEndpoint> logger)
{
    internal const int LargestBody = 4 * 1024;
    internal const int LongestName = 60;
    internal const int LongestVersion = 40;

    public async Task<IResult> HandleAsync(HttpRequest request, IFlowHost flows, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        var (body, refusal) = await DeviceBody.ReadAsync(request, DeviceJson.Default.PairBody, LargestBody, cancellationToken);
        if (body is null) return refusal!.Answer();
        if (Read(body) is not { } claim) return DeviceRefusals.ValueInvalid.Answer();
        try
        {
            return await pair.RunAsync(claim, CallerAddress.Of(request), flows, cancellationToken) switch
            {
                PairOutcome.Paired paired => Show(paired),
                PairOutcome.TooMany tooMany => DeviceRefusals.TooManyCodes.Answer(tooMany.Wait),
                _ => DeviceRefusals.CodeWrong.Answer(),
            };
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogStorageFailed(failed.GetType().Name);
            return DeviceRefusals.TryLater.Answer();
        }
    }

    private static PairClaim? Read(PairBody body) =>
        DevicePlatforms.Find(body.Platform) is { } platform && DeviceBody.Text(body.Name, LongestName) is { } name && DeviceBody.TryNumber(body.OwnNumber, out var number)
            ? new PairClaim(body.Code, platform, name, DeviceBody.Text(body.AppVersion, LongestVersion), DeviceBody.Text(body.OsVersion, LongestVersion), number)
            : null;

    private IResult Show(PairOutcome.Paired paired) => Results.Json(
        new PairedAnswer(
            paired.Device.DeviceId, paired.Token.Reveal(), paired.Account.Name, DeviceTime.Of(time.GetUtcNow()), DeviceTime.HeartbeatSeconds, new DeviceSettings()),
        DeviceJson.Default.PairedAnswer);

    [LoggerMessage(LogLevel.Error, "A device could not be paired: storage failed ({Error})")]
    private partial void LogStorageFailed(string error);
}
