using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/accounts/{accountId}/connection</c>: all that a person sees who connects an account, asked for every second: the account,
/// the attempt, also when a new account is gone because of how it ended, the code to scan for whoever may connect, and its devices.
/// </summary>
public sealed class ConnectionEndpoint(
    ApiGuard guard, AccountTable accounts, ConnectionTable connections, RetagTable retags, QrCodeTable codes, ShowDevices devices, TimeProvider time)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            if (!AccountKey.IsAccountId(accountId)) return AccountAnswers.NoSuchAccount();
            var key = new AccountKey(session.LocationId, accountId);
            var (all, defaultId) = await accounts.ListAsync(key.LocationId, cancellationToken);
            var account = all.FirstOrDefault(one => one.AccountId == accountId);
            var attempt = await connections.FindAsync(key, cancellationToken);
            if (account is null && attempt is null) return AccountAnswers.NoSuchAccount();

            return Results.Json(
                new WatchedConnectionView(
                    account is null ? null : AccountView.Of(account, defaultId, attempt, await retags.FindAsync(key, cancellationToken), time.GetUtcNow()),
                    attempt is null ? null : ConnectionView.Of(attempt),
                    account is not null && session.Rights.HasFlag(Rights.Connect) ? await ShowCodeAsync(account, attempt, cancellationToken) : null,
                    account?.Platform == Platform.Device ? await devices.RunAsync(account, cancellationToken) : null),
                WatchedConnectionJson.Default.WatchedConnectionView);
        });

    private async Task<QrView?> ShowCodeAsync(Account account, Connection? attempt, CancellationToken cancellationToken) =>
        account.WhatsApp is null || !RunConnectionStep.IsBeingConnected(account)
            ? null
            : ReadQrCodeEndpoint.ViewOf(
                await codes.FindAsync(account.Key, cancellationToken),
                attempt?.Steps.FirstOrDefault(one => one.Step == ConnectionSteps.Scan), time.GetUtcNow());
}

/// <summary>What a person sees who connects an account.</summary>
/// <param name="Account">The account; null when it is gone, as a new one is that could not be connected.</param>
/// <param name="Connection">The newest attempt; null where none is kept.</param>
/// <param name="Qr">The code to scan; null where there is nothing to scan, or without the right to connect.</param>
/// <param name="Devices">The devices of an account of a phone or Mac; null for others.</param>
public sealed record WatchedConnectionView(AccountView? Account, ConnectionView? Connection, QrView? Qr, AccountDeviceView? Devices)
{
    public override string ToString() => nameof(WatchedConnectionView);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WatchedConnectionView))]
internal sealed partial class WatchedConnectionJson : JsonSerializerContext;
