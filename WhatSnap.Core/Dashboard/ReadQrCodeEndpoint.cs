using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/accounts/{accountId}/qr</c>: the QR code that can be scanned now. It is asked for again every second: a new code
/// is here as soon as WhatsApp has made it.
/// </summary>
public sealed class ReadQrCodeEndpoint(
    ApiGuard guard, WhatsAppAttempt attempts, QrCodeTable codes, ConnectionTable connections, TimeProvider time)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, session => attempts.RunAsync(
            new AccountKey(session.LocationId, accountId),
            async (account, _) =>
            {
                var code = await codes.FindAsync(account.Key, cancellationToken);
                var attempt = await connections.FindAsync(account.Key, cancellationToken);
                var step = attempt?.Steps.FirstOrDefault(one => one.Step == ConnectionSteps.Scan);
                return Results.Json(ViewOf(code, step, time.GetUtcNow()), QrViewJson.Default.QrView);
            },
            cancellationToken));

    internal static QrView ViewOf(QrCode? code, StepResult? step, DateTimeOffset now) =>
        new(CodeOf(code, now), step is null ? null : StepView.Of(step), WhatsAppWarning.Notice);

    private static QrCodeView? CodeOf(QrCode? code, DateTimeOffset now) => code is null || code.ExpiresAt <= now
        ? null
        : new QrCodeView(
            QrImage.Svg(code.Text), Convert.ToBase64String(QrImage.Png(code.Text)), code.ExpiresAt,
            (int)Math.Ceiling((code.ExpiresAt - now).TotalSeconds));
}

/// <summary>What the linking of a phone shows.</summary>
/// <param name="Code">The code to scan; null while there is none.</param>
/// <param name="Step">How far it is, and what to do; null before it began.</param>
/// <param name="Notice">What must be said of it.</param>
public sealed record QrView(QrCodeView? Code, StepView? Step, NoticeView Notice);

/// <summary>A QR code as pictures.</summary>
/// <param name="Svg">An SVG document.</param>
/// <param name="Png">A PNG, base64.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="SecondsLeft">The same, for a clock that differs from ours.</param>
public sealed record QrCodeView(string Svg, string Png, DateTimeOffset ExpiresAt, int SecondsLeft)
{
    public override string ToString() => nameof(QrCodeView);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(QrView))]
internal sealed partial class QrViewJson : JsonSerializerContext;
