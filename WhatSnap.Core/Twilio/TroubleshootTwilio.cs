using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Health;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Looks why a Twilio account may not work: account and token, number, credit, registration, where its texts go, and whether our
/// address answers as Twilio calls it.
/// </summary>
public sealed class TroubleshootTwilio(
    CheckTwilioAccount access, CheckTwilioNumber number, CheckTwilioCredit credit, CheckTwilioRoute route, TestOwnAddress address) : ITroubleshoot
{
    public Platform Platform => Platform.Twilio;

    public IReadOnlyList<Task<IReadOnlyList<StepView>>> Run(Account account, CancellationToken cancellationToken) =>
    [
        LookAsync(ConnectionSteps.Account, async () => [await access.CheckAsync(account.Twilio!, cancellationToken)]),
        LookAsync(ConnectionSteps.Number, async () => [await number.LookAsync(account, cancellationToken)]),
        LookAsync(ConnectionSteps.Credit, async () => [await credit.LookAsync(account, cancellationToken)]),
        LookAsync(ConnectionSteps.Route, () => route.LookAsync(account, cancellationToken)),
        LookAsync(ConnectionSteps.SelfTest, async () =>
            [new StepResult(ConnectionSteps.SelfTest, await address.AnswersAsync(account, cancellationToken) ? "self_test_passed" : "self_test_failed")]),
    ];

    private static async Task<IReadOnlyList<StepView>> LookAsync(string step, Func<Task<IReadOnlyList<StepResult>>> look)
    {
        try
        {
            return [.. (await look()).Select(StepView.Of)];
        }
        catch (TwilioException failed)
        {
            return [StepView.Of(failed.IsTransient ? new StepResult(step, "twilio_silent") : TwilioRefusal.Of(step, failed))];
        }
    }
}
