using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Connects a Twilio number, or reconnects it: checks, asks where somebody else's route would be replaced, points the number
/// at us, and activates in one step at the end. However it ends otherwise, what was changed is put back.
/// </summary>
public static class ConnectTwilio
{
    public const string Name = nameof(ConnectTwilio);

    /// <summary>The event that carries the owner's answer.</summary>
    public const string AnswerEvent = "answer";

    public const string Yes = "yes";

    /// <summary>How long a question waits for its answer.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(15);

    /// <summary>What is checked before anything is changed.</summary>
    private static readonly string[] Checks =
        [nameof(CheckTwilioAccount), nameof(CheckTwilioNumber), nameof(CheckTwilioCredit), nameof(CheckTwilioRoute)];

    private static readonly string[] Changes =
        [nameof(PointTwilioNumber), nameof(ConfirmTwilioRoute), nameof(TestOwnAddress), nameof(EnsureAccountTag), nameof(ActivateAccount)];

    /// <summary>The flow's instance for an account.</summary>
    public static string InstanceOf(AccountKey account) => ConnectFlow.InstanceOf(account);

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
        foreach (var step in Checks.Concat(Changes))
        {
            flow.ShowStatus(step);
            var found = await StepAsync(flow, step, account);
            if (found == RunConnectionStep.Ask) found = await AskAsync(flow);
            if (found != RunConnectionStep.Passed) return found;

            // Once it is active it is connected: a cancellation that comes later comes too late.
            if (flow.IsCancelled && step != nameof(ActivateAccount)) return ConnectionEnds.Cancelled;
        }

        return ConnectionEnds.Connected;
    }

    private static async Task<string> StepAsync(IFlowContext flow, string step, string account)
    {
        try
        {
            return await flow.CallAsync(step, account, FlowRetry.WhileWatched);
        }
        catch (FlowActivityException)
        {
            return step switch
            {
                nameof(EnsureAccountTag) => ConnectionEnds.GoHighLevelUnreachable,
                nameof(TestOwnAddress) => "self_test_failed",
                nameof(ActivateAccount) => ConnectionEnds.InternalError,
                _ => ConnectionEnds.TwilioUnreachable,
            };
        }
    }

    private static async Task<string> AskAsync(IFlowContext flow)
    {
        flow.ShowStatus(RunConnectionStep.Ask);
        return await flow.WaitForEventAsync(AnswerEvent, flow.Now + AnswerWithin) switch
        {
            Yes => RunConnectionStep.Passed,
            null => flow.IsCancelled ? ConnectionEnds.Cancelled : ConnectionEnds.Expired,
            _ => ConnectionEnds.Declined,
        };
    }

    private static async Task UndoAsync(IFlowContext flow, string account, string end)
    {
        flow.ShowStatus("undoing");
        await TryAsync(flow, nameof(NoteConnectionEnd), $"{account} {end}");
        await TryAsync(flow, nameof(UndoTwilioRoute), account);
        await TryAsync(flow, nameof(UndoAccountTag), account);
        var undone = await flow.CallAsync(nameof(UndoConnection), account, FlowRetry.UntilUndone);
        if (undone == UndoConnection.Closing) await DisconnectAccount.CloseAsync(flow, account);
    }

    /// <summary>One thing that can't be undone, after a day of tries, does not keep the others from being undone.</summary>
    private static async Task TryAsync(IFlowContext flow, string activity, string input)
    {
        try
        {
            await flow.CallAsync(activity, input, FlowRetry.UntilUndone);
        }
        catch (FlowActivityException)
        {
            // The activity's own log line is an error; the account's row says what is left.
        }
    }
}
