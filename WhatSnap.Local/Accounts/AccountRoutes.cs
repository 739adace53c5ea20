using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Privacy;

namespace WhatSnap.Local.Accounts;

/// <summary>The routes of the accounts API.</summary>
internal static class AccountRoutes
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Accounts, (HttpRequest request, ListAccountsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.Accounts, (HttpRequest request, IFlowHost flows, AddAccountEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, flows, token));
        routes.MapGet(Routes.Account, (HttpRequest request, string accountId, ReadAccountEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPatch(Routes.Account, (HttpRequest request, string accountId, ChangeAccountEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapDelete(Routes.Account, (HttpRequest request, string accountId, IFlowHost flows, RemoveAccountEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, flows, token));
        routes.MapPost(Routes.Disconnect, (HttpRequest request, string accountId, IFlowHost flows, DisconnectEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, flows, token));
        routes.MapPost(Routes.Reconnect, (HttpRequest request, string accountId, IFlowHost flows, ReconnectEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, flows, token));
        routes.MapDelete(Routes.Connection, (HttpRequest request, string accountId, IFlowHost flows, CallOffEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, flows, token));
        routes.MapPost(Routes.Answer, (HttpRequest request, string accountId, IFlowHost flows, AnswerEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, flows, token));
        routes.MapGet(Routes.QrCode, (HttpRequest request, string accountId, ReadQrCodeEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPost(Routes.PairingCode, (HttpRequest request, string accountId, PairingCodeEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapGet(Routes.Passkey, (HttpRequest request, string accountId, ReadPasskeyEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPost(Routes.Passkey, (HttpRequest request, string accountId, AnswerPasskeyEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPost(Routes.PasskeyConfirmation, (HttpRequest request, string accountId, ConfirmPasskeyEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, accountId, token));
        routes.MapPost(Routes.TwilioNumbers, (HttpRequest request, TwilioNumbersEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Messages, (HttpRequest request, ListMessagesEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(
            Routes.Message, (HttpRequest request, string messageId, ReadMessageEndpoint endpoint, CancellationToken token) =>
                endpoint.HandleAsync(request, messageId, token));
        routes.MapGet(Routes.Onboarding, (HttpRequest request, OnboardingEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.Export, (HttpRequest request, ExportEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.Erase, (HttpRequest request, EraseEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Traffic, (HttpRequest request, TrafficEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapGet(Routes.Users, (HttpRequest request, ListUsersEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
    }
}
