using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/accounts/{accountId}/device/code</c>: a code to type on the phone or Mac, in the place of the one before. It is shown this
/// once; only its hash is kept.
/// </summary>
public sealed class DeviceCodeEndpoint(ChangeGuard guard, AccountTable accounts, AccountAnswers answers, DeviceTable devices, DeviceCodes codes, TimeProvider time)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.DeviceCodeAsked, accountId, async session =>
        {
            var key = new AccountKey(session.LocationId, accountId);
            if (await accounts.FindAsync(key.LocationId, accountId, cancellationToken) is not { } account) return await answers.GoneAsync(key, cancellationToken);
            if (account.Platform != Platform.Device) return AccountAnswers.NoSuchAccount();
            if (!RunConnectionStep.IsBeingConnected(account) || account.AfterAttempt is not null) return AccountAnswers.NotNow(account);
            if ((await devices.ListAsync(key, cancellationToken)).Any(device => device.Stage != DeviceStage.Serving))
            {
                return Answers.Refuse(
                    StatusCodes.Status409Conflict, "A device used the code already.", "Confirm it or say no to it; to begin anew, cancel and connect again.");
            }

            var code = await codes.IssueAsync(key, cancellationToken);
            var text = code.Text.Reveal();
            return Results.Json(
                new DeviceCodeView($"{text[..4]}-{text[4..]}", code.ExpiresAt, (int)(code.ExpiresAt - time.GetUtcNow()).TotalSeconds), DeviceViewJson.Default.DeviceCodeView);
        }, cancellationToken);
}

/// <summary><c>GET /api/accounts/{accountId}/device</c>: the device of an account, the one that is being paired, and until when a code can be used.</summary>
public sealed class ReadDeviceEndpoint(ApiGuard guard, AccountTable accounts, ShowDevices show)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
            await accounts.FindAsync(session.LocationId, accountId, cancellationToken) is { Platform: Platform.Device } account
                ? Results.Json(await show.RunAsync(account, cancellationToken), DeviceViewJson.Default.AccountDeviceView)
                : AccountAnswers.NoSuchAccount());
}

/// <summary>Shows the devices of an account.</summary>
public sealed class ShowDevices(DeviceTable devices, DeviceCodes codes, TimeProvider time)
{
    public async Task<AccountDeviceView> RunAsync(Account account, CancellationToken cancellationToken)
    {
        var known = await devices.ListAsync(account.Key, cancellationToken);
        return new AccountDeviceView(
            ViewOf(known.FirstOrDefault(device => device.Stage == DeviceStage.Serving)), ViewOf(known.FirstOrDefault(device => device.Stage != DeviceStage.Serving)),
            RunConnectionStep.IsBeingConnected(account) ? await codes.ExpiryAsync(account.Key, cancellationToken) : null);
    }

    private DeviceView? ViewOf(Device? device) => device is null ? null : new DeviceView(
        device.DeviceId, DevicePlatforms.NameOf(device.Platform), device.Name, device.AppVersion, device.OsVersion, device.PairedAt, device.SeenAt,
        device.Report.Permissions, device.Report.ClockAheadSeconds, device.Report.PendingUploads, device.SmsGate is not null,
        DeviceTroubles.StateOf(device, time.GetUtcNow()) ?? AccountStates.Active,
        [.. DeviceTroubles.WarningsOf(device).Select(StepView.Of)]);
}

/// <summary>
/// <c>DELETE /api/accounts/{accountId}/device</c>: takes the device of an account its access at once; the account keeps its tag and its
/// conversations and waits for another device.
/// </summary>
public sealed class RevokeDeviceEndpoint(ChangeGuard guard, AccountTable accounts, AccountAnswers answers, DropDevices drop, AccountDirectory directory)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Disconnect, ActivityKinds.DeviceWasRevoked, accountId, async session =>
        {
            var key = new AccountKey(session.LocationId, accountId);
            if (await accounts.FindAsync(key.LocationId, accountId, cancellationToken) is not { Platform: Platform.Device } account) return AccountAnswers.NoSuchAccount();
            if (account.StateCode != AccountStates.Active.Code && account.StateCode != AccountStates.DeviceRevoked.Code) return AccountAnswers.NotNow(account);

            // The access first: a device that may be in wrong hands does not wait for the account's row.
            await drop.RunAsync(account, _ => true, cancellationToken);
            await accounts.UpdateAsync(
                key, now => now.StateCode == AccountStates.Active.Code ? now with { StateCode = AccountStates.DeviceRevoked.Code, Health = null } : null, cancellationToken);
            directory.Forget(account);
            return await answers.ShowAsync(key, StatusCodes.Status200OK, cancellationToken);
        }, cancellationToken);
}

/// <summary>A code to type on a device.</summary>
public sealed record DeviceCodeView(string Code, DateTimeOffset ExpiresAt, int SecondsLeft)
{
    public override string ToString() => nameof(DeviceCodeView);
}

/// <summary>The devices of an account.</summary>
/// <param name="Device">The one that its messages come and go by; null while there is none.</param>
/// <param name="Paired">The one that used the code, until it takes that place.</param>
/// <param name="CodeExpiresAt">Until when the code that was shown can be used; null while there is none.</param>
public sealed record AccountDeviceView(DeviceView? Device, DeviceView? Paired, DateTimeOffset? CodeExpiresAt);

/// <summary>A device as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Platform"><c>android</c>, <c>mac</c> or <c>iphone</c>.</param>
/// <param name="Name">How it calls itself.</param>
/// <param name="AppVersion">The version of the app or the companion.</param>
/// <param name="OsVersion">The version of its system.</param>
/// <param name="PairedAt">When it used the code.</param>
/// <param name="SeenAt">When it called last.</param>
/// <param name="Permissions">What its system lets it do.</param>
/// <param name="ClockAheadSeconds">How far its clock is ahead of ours.</param>
/// <param name="PendingUploads">How many messages wait on it.</param>
/// <param name="TakesSigningKey">True for a phone with SMSGate, whose own signing key can be pasted.</param>
/// <param name="State">How it fares, in words.</param>
/// <param name="Notes">What its owner should know besides.</param>
public sealed record DeviceView(
    string Id, string Platform, string Name, string? AppVersion, string? OsVersion, DateTimeOffset PairedAt, DateTimeOffset SeenAt,
    DevicePermissions Permissions, double? ClockAheadSeconds, int? PendingUploads, bool TakesSigningKey, AccountState State, IReadOnlyList<StepView> Notes);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeviceCodeView))]
[JsonSerializable(typeof(AccountDeviceView))]
internal sealed partial class DeviceViewJson : JsonSerializerContext;
