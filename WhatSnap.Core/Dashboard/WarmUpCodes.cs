using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// Goes the way of a QR code once when a host starts, beside its other work, for an account that does not exist: a code lives for
/// twenty seconds, and its first way through a cold host takes most of one.
/// </summary>
public sealed partial class WarmUpCodes(
    HookTable hooks, ConnectionTable connections, QrCodeTable codes, WahaClient waha, SecretBox secrets, SessionTokens tokens, ReadQrCodeEndpoint endpoint,
    IOptions<WhatsAppOptions> options, TimeProvider time, ILogger<WarmUpCodes> logger) : BackgroundService
{
    private const string Nobody = "warm-up";

    /// <summary>As long as WhatsApp's codes.</summary>
    private const int CodeLength = 305;

    private static readonly AccountKey NoAccount = new(Nobody, Nobody);

    /// <summary>Nothing is written; what can't be reached is met again by whoever needs it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!waha.IsSet) return;
        var begun = time.GetTimestamp();
        try
        {
            await Task.WhenAll(
                Task.Run(Draw, cancellationToken),
                hooks.FindAsync(Nobody, cancellationToken),
                codes.FindAsync(NoAccount, cancellationToken),
                connections.FindAsync(NoAccount, cancellationToken),
                waha.FindSessionAsync(Nobody, cancellationToken),
                AskAsync(cancellationToken));
            LogWarm((long)time.GetElapsedTime(begun).TotalMilliseconds);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, it stops no host.
            LogNotWarm(failed.GetType().Name);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>An event that is signed and read, a code that is sealed, opened and drawn.</summary>
    private void Draw()
    {
        WahaEvent.IsSigned([], new string('0', 128), options.Value.WebhookKey);
        WahaEvent.Read("""{"id":"evt","event":"session.status","session":"s","payload":{"status":"SCAN_QR_CODE"}}"""u8.ToArray());
        var text = new Secret(secrets.Open(secrets.Seal(new string('a', CodeLength), Nobody), Nobody));
        var now = time.GetUtcNow();
        JsonSerializer.SerializeToUtf8Bytes(ReadQrCodeEndpoint.ViewOf(new QrCode(text, now, now.AddMinutes(1)), null, now), QrViewJson.Default.QrView);
    }

    /// <summary>The endpoint itself, as a page that asks for the code of an account that is not there.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var request = new DefaultHttpContext().Request;
        var token = tokens.Issue(new ApiSession(Nobody, Nobody, Nobody, Rights.Connect)).Token;
        request.Headers.Authorization = $"Bearer {token.Reveal()}";
        await endpoint.HandleAsync(request, Nobody, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "The way of QR codes is warm after {Ms} ms")]
    private partial void LogWarm(long ms);

    [LoggerMessage(LogLevel.Information, "The way of QR codes could not be warmed ({Error}); the first code may take longer")]
    private partial void LogNotWarm(string error);
}
