using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Health;

/// <summary>
/// <c>POST /api/accounts/{accountId}/troubleshoot</c>: checks an account now and names what fails, what to do, and where people help.
/// </summary>
public sealed class TroubleshootEndpoint(
    ApiGuard guard, AccountTable accounts, IEnumerable<ITroubleshoot> kinds, IOptions<HelpOptions> help, TimeProvider time)
{
    /// <summary>Checks that take longer are left out, and it is said.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var account = await accounts.FindAsync(session.LocationId, accountId, cancellationToken);
            if (account is null) return AccountAnswers.NoSuchAccount();
            var checks = await CheckAsync(account, cancellationToken);
            return Results.Json(
                new TroubleshootView(AccountStates.Of(account.ShownState), [.. checks], help.Value.Url?.AbsoluteUri), TroubleshootJson.Default.TroubleshootView);
        });

    private async Task<IEnumerable<StepView>> CheckAsync(Account account, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var running = kinds.Single(kind => kind.Platform == account.Platform).Run(account, either.Token);
        try
        {
            await Task.WhenAll(running).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What has ended is shown.
        }

        return running.Where(one => one.IsCompletedSuccessfully).SelectMany(one => one.Result)
            .Concat(running.Any(one => !one.IsCompletedSuccessfully) ? [StepView.Of(new StepResult(ConnectionSteps.Time, "checks_unfinished"))] : Array.Empty<StepView>());
    }
}

/// <summary>What the checks of an account found.</summary>
/// <param name="State">The account's state in words.</param>
/// <param name="Checks">What each check found, the first cause first.</param>
/// <param name="HelpUrl">Where people help; null where nobody is named.</param>
public sealed record TroubleshootView(AccountState State, IReadOnlyList<StepView> Checks, string? HelpUrl);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TroubleshootView))]
internal sealed partial class TroubleshootJson : JsonSerializerContext;
