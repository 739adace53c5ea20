using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>POST /api/accounts/{accountId}/answer</c>: answers what a connection asks, with one yes or no.</summary>
public sealed class AnswerEndpoint(ChangeGuard guard, ConnectionTable connections, AccountAnswers answers)
{
    public Task<IResult> HandleAsync(
        HttpRequest request, string accountId, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.QuestionAnswered, accountId, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, AccountRequestJson.Default.AnswerRequest, AccountRequestJson.LargestBody, cancellationToken);
            if (body is null) return refusal!;
            if (body.Answer is not (ConnectTwilio.Yes or "no"))
            {
                return Answers.Wrong("The answer is neither yes nor no.", "Send {\"answer\":\"yes\"} or {\"answer\":\"no\"}.");
            }

            if (!AccountKey.IsAccountId(accountId)) return AccountAnswers.NoSuchAccount();

            // The same answer again is passed on again: the first may have got lost on its way to the flow.
            var key = new AccountKey(session.LocationId, accountId);
            var answered = await connections.UpdateAsync(
                key,
                attempt => ConnectionView.IsAsked(attempt) || (attempt.EndCode is null && attempt.Answer == body.Answer)
                    ? attempt with { Answer = body.Answer }
                    : null,
                cancellationToken);
            if (answered is null
                || !await flows.RaiseAsync(ConnectFlow.InstanceOf(key), ConnectTwilio.AnswerEvent, body.Answer, cancellationToken))
            {
                return Answers.Refuse(
                    StatusCodes.Status409Conflict, "Nothing is asked here, or not any more.", "Look at the account's steps; connect it again if it ended.");
            }

            return await answers.ShowAsync(key, StatusCodes.Status202Accepted, cancellationToken);
        }, cancellationToken);
}
