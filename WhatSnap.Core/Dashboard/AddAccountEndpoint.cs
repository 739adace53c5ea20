using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>POST /api/accounts</c>: takes a seat for a new account and starts to connect it; 202 while that goes on.</summary>
public sealed class AddAccountEndpoint(
    ApiGuard guard, AccountTable accounts, ConnectionTable connections, AccountAnswers answers,
    IOptions<PublicAddressOptions> host, TimeProvider time)
{
    /// <summary>Longer than a connection can take with a question that waits: then the seat is free again.</summary>
    private static readonly TimeSpan SeatIsKept = TimeSpan.FromHours(2);

    public Task<IResult> HandleAsync(HttpRequest request, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, AccountRequestJson.Default.AddAccountRequest, AccountRequestJson.LargestBody, cancellationToken);
            if (body is null) return refusal!;
            var (account, problem) = Read(body, session.LocationId);
            if (account is null) return problem!;

            return await accounts.TryAddAsync(account, cancellationToken) switch
            {
                AccountWrite.Full => AccountAnswers.Full(),
                AccountWrite.NameTaken => AccountAnswers.NameTaken(),
                _ => await StartAsync(account, flows, cancellationToken),
            };
        });

    private async Task<IResult> StartAsync(Account account, IFlowHost flows, CancellationToken cancellationToken)
    {
        await connections.BeginAsync(account.Key, cancellationToken);
        await flows.StartAsync(ConnectTwilio.Name, ConnectTwilio.InstanceOf(account.Key), cancellationToken);
        return await answers.ShowAsync(account.Key, StatusCodes.Status202Accepted, cancellationToken);
    }

    private (Account? Account, IResult? Problem) Read(AddAccountRequest body, string locationId)
    {
        if (body.Kind != "twilio" || body.Twilio is not { } twilio) return Wrong("This kind of account can't be connected yet.", "Send kind \"twilio\" and its fields.");
        if (AccountName.TryRead(body.Name) is not { } name) return Wrong("The account has no usable name.", "Give it a name of 1 to 50 letters.");
        var (sid, token, problem, whatToDo) = TwilioEntry.Read(twilio.AccountSid, twilio.AuthToken);
        if (sid is null) return Wrong(problem!, whatToDo!);
        if (!PhoneNumber.TryParse(twilio.PhoneNumber?.Trim(), out var number)) return Wrong("This is not a phone number.", "Choose a number from the list; it begins with + and the country code.");

        var now = time.GetUtcNow();
        var key = AccountKey.New(locationId);
        var hook = host.Value.Absolute(Routes.TwilioSms.Replace("{key}", HookTable.NewKey(), StringComparison.Ordinal));
        return (new Account(
            locationId, key.AccountId, name, AccountTag.FromName(name), Platform.Twilio, number,
            new TwilioCredentials(sid, [token!], hook))
        {
            StateCode = AccountStates.Pending.Code,
            PendingUntil = now + SeatIsKept,
            CreatedAt = now,
        }, null);
    }

    private static (Account? Account, IResult? Problem) Wrong(string problem, string whatToDo) =>
        (null, Answers.Refuse(StatusCodes.Status400BadRequest, problem, whatToDo));
}
