using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>POST /api/accounts</c>: takes a seat for a new account and starts to connect it; 202 while that goes on.</summary>
public sealed class AddAccountEndpoint(
    ChangeGuard guard, AccountTable accounts, ConnectionTable connections, AccountAnswers answers,
    IOptions<PublicAddressOptions> host, WahaClient waha, TimeProvider time)
{
    /// <summary>Longer than a connection can take with a question that waits: then the seat is free again.</summary>
    private static readonly TimeSpan SeatIsKept = TimeSpan.FromHours(2);

    public Task<IResult> HandleAsync(HttpRequest request, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.AccountAdded, null, async session =>
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
        }, cancellationToken);

    private async Task<IResult> StartAsync(Account account, IFlowHost flows, CancellationToken cancellationToken)
    {
        await connections.BeginAsync(account.Key, cancellationToken);
        await flows.StartAsync(ConnectFlow.NameFor(account), ConnectFlow.InstanceOf(account.Key), cancellationToken);
        return await answers.ShowAsync(
            account.Key, StatusCodes.Status202Accepted, cancellationToken, account.WhatsApp is null ? null : WhatsAppWarning.Notice);
    }

    private (Account? Account, IResult? Problem) Read(AddAccountRequest body, string locationId)
    {
        if (AccountName.TryRead(body.Name) is not { } name) return Wrong("The account has no usable name.", "Give it a name of 1 to 50 letters.");
        var key = AccountKey.New(locationId);
        return body switch
        {
            { Kind: "twilio", Twilio: { } twilio } => ReadTwilio(twilio, name, key),
            { Kind: "whatsapp" } when waha.IsSet => (New(key, name, Platform.WhatsApp) with { WhatsApp = WhatsAppLink.New(key) }, null),
            { Kind: "whatsapp" } => (null, Answers.Refuse(
                StatusCodes.Status409Conflict, "WhatsApp is not set up here.", "Ask the people who run WhatSnap to set WhatsApp__GatewayUrl.")),
            { Kind: "device" } => ReadDevice(body.Device, name, key),
            _ => Wrong("There is no such kind of account.", "Send kind \"twilio\" and its fields, kind \"whatsapp\", or kind \"device\"."),
        };
    }

    private (Account? Account, IResult? Problem) ReadDevice(DeviceRequest? device, string name, AccountKey key)
    {
        var account = New(key, name, Platform.Device) with { Forwarding = device?.Forwarding?.Change(ForwardingRules.Careful) ?? ForwardingRules.Careful };
        if (string.IsNullOrWhiteSpace(device?.PhoneNumber)) return (account, null);
        return PhoneNumber.TryParse(device.PhoneNumber.Trim(), out var number)
            ? (account with { Number = number }, null)
            : Wrong("This is not a phone number.", "Write it with + and the country code, or leave it out.");
    }

    private (Account? Account, IResult? Problem) ReadTwilio(TwilioRequest twilio, string name, AccountKey key)
    {
        var (sid, token, problem, whatToDo) = TwilioEntry.Read(twilio.AccountSid, twilio.AuthToken);
        if (sid is null) return Wrong(problem!, whatToDo!);
        if (!PhoneNumber.TryParse(twilio.PhoneNumber?.Trim(), out var number)) return Wrong("This is not a phone number.", "Choose a number from the list; it begins with + and the country code.");

        var hook = host.Value.Absolute(Routes.TwilioSms.Replace("{key}", HookTable.NewKey(), StringComparison.Ordinal));
        return (New(key, name, Platform.Twilio) with { Number = number, Twilio = new TwilioCredentials(sid, [token!], hook) }, null);
    }

    private Account New(AccountKey key, string name, Platform platform) => new(
        key.LocationId, key.AccountId, name, AccountTag.FromName(name), platform, null, null)
    {
        StateCode = AccountStates.Pending.Code,
        PendingUntil = time.GetUtcNow() + SeatIsKept,
        CreatedAt = time.GetUtcNow(),
    };

    private static (Account? Account, IResult? Problem) Wrong(string problem, string whatToDo) =>
        (null, Answers.Refuse(StatusCodes.Status400BadRequest, problem, whatToDo));
}
