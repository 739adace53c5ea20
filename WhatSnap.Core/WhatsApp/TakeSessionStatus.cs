using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// What follows from a new status of a session: a QR code goes into its own row at once, the flow of an attempt to connect is
/// woken, and an account that was connected learns what became of its link.
/// </summary>
/// <remarks>The event only says that something changed: what is true now is asked of the gateway, so late events do no harm.</remarks>
public sealed class TakeSessionStatus(
    WahaClient waha, QrCodeTable codes, NoteWhatsAppState note, IOptions<WhatsAppOptions> options, TimeProvider time)
{
    /// <summary>How far the gateway's clock and ours, and an event's way, may make its time differ.</summary>
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    /// <exception cref="WahaException">The gateway did not answer; it may pass.</exception>
    public async Task RunAsync(
        Account account, WhatsAppLink link, string status, DateTimeOffset? at, IFlowHost flows, CancellationToken cancellationToken)
    {
        var isConnecting = RunConnectionStep.IsBeingConnected(account);
        if (status == WahaStatus.ScanQrCode)
        {
            // The flow hears of the first code alone: the others come to the owner without it.
            if (isConnecting && !await ShowAsync(account.Key, link, at, cancellationToken)) return;
        }
        else
        {
            await codes.RemoveAsync(account.Key, cancellationToken);
        }

        if (isConnecting) await flows.RaiseAsync(ConnectFlow.InstanceOf(account.Key), ConnectWhatsApp.StatusEvent, status, cancellationToken);
        else await note.RunAsync(account, cancellationToken);
    }

    private async Task<bool> ShowAsync(AccountKey account, WhatsAppLink link, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        if (await waha.ReadQrAsync(link, cancellationToken) is not { } text) return false;
        var now = time.GetUtcNow();
        var announced = at is { } said && (now - said).Duration() <= MostSkew ? said : now;
        return await codes.SaveAsync(
            account, new QrCode(text, announced, announced.AddSeconds(options.Value.CodeSeconds)), cancellationToken);
    }
}
