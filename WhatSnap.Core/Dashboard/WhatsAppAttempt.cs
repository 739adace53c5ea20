using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary>The WhatsApp account that a call about linking a phone names, while it is being connected.</summary>
public sealed class WhatsAppAttempt(AccountTable accounts, AccountAnswers answers)
{
    /// <summary>Runs a call for an account that is being connected; a gateway that takes no part is told in words.</summary>
    public async Task<IResult> RunAsync(
        AccountKey key, Func<Account, WhatsAppLink, Task<IResult>> run, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken) is not { } account) return await answers.GoneAsync(key, cancellationToken);
        if (account.WhatsApp is not { } link) return AccountAnswers.NoSuchAccount();
        if (!RunConnectionStep.IsBeingConnected(account)) return AccountAnswers.NotNow(account);
        try
        {
            return await run(account, link);
        }
        catch (WahaException failed)
        {
            var found = StepFindings.Of(failed.IsTransient ? ConnectionEnds.GatewayUnreachable : "gateway_refused");
            return Answers.Refuse(StatusCodes.Status502BadGateway, found.Sentence, found.NextAction);
        }
    }
}
