using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using WhatSnap.Core.Twilio;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Twilio;

/// <summary>The flow that connects a Twilio number.</summary>
public static class FlowConnectTwilio
{
    [Function(ConnectTwilio.Name)]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        DurableFlow.RunAsync(context, ConnectTwilio.RunAsync);
}

/// <summary>The activities that only look.</summary>
public sealed class TwilioChecks(
    CheckTwilioAccount account, CheckTwilioNumber number, CheckTwilioCredit credit, CheckTwilioRoute route)
{
    [Function(nameof(CheckTwilioAccount))]
    public Task<string> CheckAccountAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        account.RunAsync(input, cancellationToken);

    [Function(nameof(CheckTwilioNumber))]
    public Task<string> CheckNumberAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        number.RunAsync(input, cancellationToken);

    [Function(nameof(CheckTwilioCredit))]
    public Task<string> CheckCreditAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        credit.RunAsync(input, cancellationToken);

    [Function(nameof(CheckTwilioRoute))]
    public Task<string> CheckRouteAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        route.RunAsync(input, cancellationToken);
}

/// <summary>The activities that change and prove the number's route.</summary>
public sealed class TwilioChanges(
    PointTwilioNumber point, ConfirmTwilioRoute confirm, TestOwnAddress test, UndoTwilioRoute undo)
{
    [Function(nameof(PointTwilioNumber))]
    public Task<string> PointAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        point.RunAsync(input, cancellationToken);

    [Function(nameof(ConfirmTwilioRoute))]
    public Task<string> ConfirmAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        confirm.RunAsync(input, cancellationToken);

    [Function(nameof(TestOwnAddress))]
    public Task<string> TestAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        test.RunAsync(input, cancellationToken);

    [Function(nameof(UndoTwilioRoute))]
    public Task<string> UndoAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        undo.RunAsync(input, cancellationToken);
}
