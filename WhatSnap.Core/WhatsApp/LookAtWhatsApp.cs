using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Looks how far the linking of a phone is and shows it to the owner; the result is the code of what it found.</summary>
public sealed class LookAtWhatsApp(RunConnectionStep step, WahaClient waha)
{
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var found = "";
        var result = await step.RunAsync(
            account, ConnectionSteps.Scan,
            async known =>
            {
                found = await LookAsync(known.WhatsApp!, cancellationToken);
                return [new StepResult(ConnectionSteps.Scan, found)];
            },
            cancellationToken);
        return result == RunConnectionStep.Passed ? found : result;
    }

    private async Task<string> LookAsync(WhatsAppLink link, CancellationToken cancellationToken)
    {
        try
        {
            var session = await waha.FindSessionAsync(link.Session, cancellationToken);
            return session?.Status switch
            {
                null => "session_gone",
                WahaStatus.Working => StepFindings.PhoneLinked,
                WahaStatus.ScanQrCode => StepFindings.ScanCode,
                WahaStatus.PasskeyRequired => StepFindings.PasskeyNeeded,
                WahaStatus.PasskeyConfirmation => StepFindings.PasskeyConfirm,
                WahaStatus.Failed => FailureOf(session.Reason),
                _ => session.Reason == "restart_required" ? StepFindings.LoggingIn : StepFindings.PreparingCode,
            };
        }
        catch (WahaException refused) when (!refused.IsTransient)
        {
            return "gateway_refused";
        }
    }

    /// <summary>A WAHA gives no reason; its sessions fail when the codes run out.</summary>
    private static string FailureOf(string? reason) => reason switch
    {
        null or "codes_ran_out" => StepFindings.CodesRanOut,
        "logged_out" => "link_removed",
        "banned" => "link_banned",
        "client_outdated" => "link_gateway_outdated",
        "phone_outdated" => "link_phone_outdated",
        _ => "link_refused",
    };
}
