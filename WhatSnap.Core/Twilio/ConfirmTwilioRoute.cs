using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>Reads back that the number's texts really come to this account: number, application and messaging service.</summary>
public sealed class ConfirmTwilioRoute(RunConnectionStep step, TwilioNumbers numbers, TwilioServices services)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.ReadBack, async known => [await ConfirmAsync(known, cancellationToken)], cancellationToken);

    private async Task<StepResult> ConfirmAsync(Account account, CancellationToken cancellationToken)
    {
        var twilio = account.Twilio!;
        try
        {
            var number = await numbers.ReadNumberAsync(twilio, twilio.SavedRoute!.NumberSid, cancellationToken);
            var service = await services.FindServiceOfNumberAsync(twilio, number.Sid, cancellationToken);
            var isTaken = TwilioRouting.Leads(number, twilio) && service is not { UseInboundWebhookOnNumber: false };
            return new StepResult(ConnectionSteps.ReadBack, isTaken ? "route_confirmed" : "route_not_taken");
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return TwilioRefusal.Of(ConnectionSteps.ReadBack, refused);
        }
    }
}
