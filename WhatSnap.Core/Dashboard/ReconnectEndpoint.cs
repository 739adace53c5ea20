using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/accounts/{accountId}/reconnect</c>: connects an account again with its id, tag and history, with a new
/// Auth Token where one is needed.
/// </summary>
public sealed class ReconnectEndpoint(
    ChangeGuard guard, AccountTable accounts, ConnectionTable connections, AccountAnswers answers, TimeProvider time)
{
    public Task<IResult> HandleAsync(
        HttpRequest request, string accountId, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.AccountReconnected, accountId, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, AccountRequestJson.Default.ReconnectRequest, AccountRequestJson.LargestBody, cancellationToken);
            if (body is null) return refusal!;
            var token = TwilioEntry.ReadToken(body.AuthToken);
            if (body.AuthToken is not null && token is null)
            {
                return Answers.Wrong("This is not an Auth Token.", "It is 32 letters and digits; leave it out to use the one that is kept.");
            }

            var key = new AccountKey(session.LocationId, accountId);
            var instance = ConnectFlow.InstanceOf(key);
            if (await accounts.FindAsync(key.LocationId, accountId, cancellationToken) is not { } known || !ConnectFlow.Exists(known)) return AccountAnswers.NoSuchAccount();

            // A host that died between the row and the flow leaves an account that nobody reconnects: it may be tried again.
            var isStuck = known.StateCode == AccountStates.Reconnecting.Code
                && await flows.ReadAsync(instance, cancellationToken) is not { IsRunning: true };
            var written = await accounts.UpdateAsync(key, now => Reconnecting(now, token, isStuck), cancellationToken);
            if (written is not AccountWrite.Written) return AccountAnswers.NotNow(known);

            await connections.BeginAsync(key, cancellationToken);
            await flows.StartAsync(ConnectFlow.NameFor(known), instance, cancellationToken);
            return await answers.ShowAsync(key, StatusCodes.Status202Accepted, cancellationToken);
        }, cancellationToken);

    /// <summary>True for an account that waits to be connected again.</summary>
    internal static bool MayStart(Account known) =>
        // One that never was connected, and is kept only for what it has to say, has no seat any more.
        (AccountStates.IsDisconnected(known.StateCode) && known.PendingUntil is null) || AccountStates.NeedsReconnection(known.StateCode)

        // The device that serves it goes on until another one takes its place.
        || known is { Platform: Platform.Device, StateCode: "active", AfterAttempt: null };

    private Account? Reconnecting(Account known, Secret? token, bool isStuck)
    {
        var mayStart = MayStart(known);
        var mayRepeat = isStuck && known is { StateCode: "reconnecting", AfterAttempt: null };
        if (!mayStart && !mayRepeat) return null;

        return known with
        {
            StateSince = time.GetUtcNow(),
            StateCode = AccountStates.Reconnecting.Code,
            StateBefore = mayStart ? known.StateCode : known.StateBefore,

            // Only Twilio can say whether it is right: until then the one that is kept stays in force.
            Twilio = known.Twilio is { } twilio ? twilio with { TriedToken = token } : null,
        };
    }
}
