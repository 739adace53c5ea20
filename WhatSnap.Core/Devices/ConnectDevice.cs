using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Devices;

/// <summary>
/// Connects an account to a phone or Mac, or to another one in its place: a device that uses a code, its owner's word that it is the right
/// one, what it needs, its test text, number, tag, active. Codes are shown beside this flow. However it ends otherwise, nothing is left of it.
/// </summary>
public static class ConnectDevice
{
    public const string Name = nameof(ConnectDevice);

    /// <summary>The event that says that a device used the code, told how it fares, or brought its test text.</summary>
    public const string DeviceEvent = "device";

    /// <summary>How long a device is waited for, over all codes.</summary>
    public static readonly TimeSpan PairWithin = TimeSpan.FromMinutes(30);

    /// <summary>How long a device has to get what it needs.</summary>
    public static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(15);

    /// <summary>When it is looked without an event, should one get lost.</summary>
    private static readonly TimeSpan LookAfter = TimeSpan.FromMinutes(1);

    private static readonly string[] Steps =
        [nameof(LookAtPairing), nameof(ConfirmDevice), nameof(LookAtDevice), nameof(ClaimDeviceNumber), nameof(EnsureAccountTag), nameof(KeepDevice), nameof(ActivateAccount)];

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
        foreach (var step in Steps)
        {
            var found = step switch
            {
                nameof(LookAtPairing) => await WaitAsync(flow, step, account, PairWithin, _ => ConnectionEnds.NotPaired),
                nameof(LookAtDevice) => await WaitAsync(flow, step, account, ReadyWithin, LookAtDevice.FailureOf),
                _ => await StepAsync(flow, step, account),
            };
            if (found != RunConnectionStep.Passed) return found;

            // From here on the new device is the account's: a cancellation that comes later comes too late.
            if (flow.IsCancelled && step is not (nameof(KeepDevice) or nameof(ActivateAccount))) return ConnectionEnds.Cancelled;
        }

        return ConnectionEnds.Connected;
    }

    /// <summary>Looks until something is found that needs no waiting, or the time is over.</summary>
    private static async Task<string> WaitAsync(IFlowContext flow, string step, string account, TimeSpan within, Func<string, string> late)
    {
        for (var until = flow.Now + within; ;)
        {
            var found = await StepAsync(flow, step, account);
            if (found == RunConnectionStep.Ask) return await AskAsync(flow);
            if (found == RunConnectionStep.Passed || StepFindings.Of(found).Severity == Severity.Failed) return found;
            if (flow.IsCancelled) return ConnectionEnds.Cancelled;
            if (flow.Now >= until) return late(found);

            flow.ShowStatus(found);
            var next = flow.Now + LookAfter;
            await flow.WaitForEventAsync(DeviceEvent, next < until ? next : until);
        }
    }

    private static async Task<string> AskAsync(IFlowContext flow)
    {
        flow.ShowStatus(RunConnectionStep.Ask);
        return await flow.WaitForEventAsync(ConnectTwilio.AnswerEvent, flow.Now + ConnectTwilio.AnswerWithin) switch
        {
            ConnectTwilio.Yes => RunConnectionStep.Passed,
            null => flow.IsCancelled ? ConnectionEnds.Cancelled : ConnectionEnds.Expired,
            _ => ConnectionEnds.DeviceDeclined,
        };
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
            return step == nameof(EnsureAccountTag) ? ConnectionEnds.GoHighLevelUnreachable : ConnectionEnds.InternalError;
        }
    }

    /// <summary>The account goes last: as long as it is there, what is left elsewhere is looked after.</summary>
    private static async Task UndoAsync(IFlowContext flow, string account, string end)
    {
        flow.ShowStatus("undoing");
        await flow.CallAsync(nameof(NoteConnectionEnd), $"{account} {end}", FlowRetry.UntilUndone);
        await flow.CallAsync(nameof(UndoDevice), account, FlowRetry.UntilUndone);
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
