using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Connects a WhatsApp account, or reconnects it: a session at the gateway, a phone that links it, its number, tag, active. The
/// QR codes come to the owner beside this flow, which is woken by the gateway's events. However it ends otherwise, nothing is left.
/// </summary>
public static class ConnectWhatsApp
{
    public const string Name = nameof(ConnectWhatsApp);

    /// <summary>The event that says that the session's status has changed; its value is the status.</summary>
    public const string StatusEvent = "status";

    /// <summary>How long codes are shown, over all attempts of the engine.</summary>
    public static readonly TimeSpan LinkWithin = TimeSpan.FromMinutes(10);

    /// <summary>How much longer a passkey may take, once WhatsApp has asked for it.</summary>
    public static readonly TimeSpan PasskeyWithin = TimeSpan.FromMinutes(10);

    /// <summary>When it is looked without an event, should one get lost.</summary>
    private static readonly TimeSpan LookAfter = TimeSpan.FromMinutes(1);

    /// <summary>New attempts at most: many of them in a row look like abuse to WhatsApp.</summary>
    private const int MostAttempts = 5;

    public static async Task RunAsync(IFlowContext flow)
    {
        var account = ConnectFlow.AccountOf(flow.InstanceId);
        var end = await ConnectAsync(flow, account);
        if (end != ConnectionEnds.Connected) await UndoAsync(flow, account, end);
        flow.ShowStatus(end);
    }

    /// <returns>How it ended: connected, or why not.</returns>
    private static async Task<string> ConnectAsync(IFlowContext flow, string account)
    {
        foreach (var step in (string[])[nameof(OpenWhatsAppSession), nameof(StartWhatsAppSession), nameof(LookAtWhatsApp), nameof(ClaimWhatsAppNumber), nameof(EnsureAccountTag), nameof(ActivateAccount)])
        {
            var found = step == nameof(LookAtWhatsApp) ? await LinkAsync(flow, account) : await StepAsync(flow, step, account);
            if (found != RunConnectionStep.Passed) return found;

            // Once it is active it is connected: a cancellation that comes later comes too late.
            if (flow.IsCancelled && step != nameof(ActivateAccount)) return ConnectionEnds.Cancelled;
        }

        return ConnectionEnds.Connected;
    }

    /// <summary>Waits until a phone has linked the session; the engine's codes run out every few minutes and are asked for anew.</summary>
    private static async Task<string> LinkAsync(IFlowContext flow, string account)
    {
        var until = flow.Now + LinkWithin;
        var asksPasskey = false;
        for (var attempts = 1; ;)
        {
            var found = await StepAsync(flow, nameof(LookAtWhatsApp), account);
            if (found == StepFindings.PhoneLinked) return RunConnectionStep.Passed;
            if (StepFindings.Of(found).Severity == Severity.Failed) return found;
            if (flow.IsCancelled) return ConnectionEnds.Cancelled;
            if (found is StepFindings.PasskeyNeeded or StepFindings.PasskeyConfirm && !asksPasskey)
            {
                asksPasskey = true;
                until = flow.Now + PasskeyWithin;
            }

            if (flow.Now >= until) return ConnectionEnds.NotScanned;
            if (found == StepFindings.CodesRanOut)
            {
                if (++attempts > MostAttempts) return ConnectionEnds.NotScanned;
                var started = await StepAsync(flow, nameof(StartWhatsAppSession), account);
                if (started != RunConnectionStep.Passed) return started;
            }

            flow.ShowStatus(found);
            var next = flow.Now + LookAfter;
            await flow.WaitForEventAsync(StatusEvent, next < until ? next : until);
        }
    }

    private static async Task<string> StepAsync(IFlowContext flow, string step, string account)
    {
        flow.ShowStatus(step);
        try
        {
            return await flow.CallAsync(step, account, FlowRetry.WhileWatched);
        }
        catch (FlowActivityException)
        {
            return step switch
            {
                nameof(EnsureAccountTag) => ConnectionEnds.GoHighLevelUnreachable,
                nameof(ActivateAccount) => ConnectionEnds.InternalError,
                _ => ConnectionEnds.GatewayUnreachable,
            };
        }
    }

    /// <summary>The account goes last: as long as it is there, what is left elsewhere is looked after.</summary>
    private static async Task UndoAsync(IFlowContext flow, string account, string end)
    {
        flow.ShowStatus("undoing");
        await flow.CallAsync(nameof(NoteConnectionEnd), $"{account} {end}", FlowRetry.UntilUndone);
        await flow.CallAsync(nameof(EndWhatsAppSession), account, FlowRetry.UntilUndone);
        try
        {
            await flow.CallAsync(nameof(UndoAccountTag), account, FlowRetry.UntilUndone);
        }
        catch (FlowActivityException)
        {
            // A tag that can't be taken away after a day does not keep the account.
        }

        var undone = await flow.CallAsync(nameof(UndoConnection), account, FlowRetry.UntilUndone);
        if (undone == UndoConnection.Closing) await DisconnectAccount.CloseAsync(flow, account);
    }
}
