using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.WhatsApp;

/// <summary>Shows the QR code to scan.</summary>
public sealed class ReadQrCode(ReadQrCodeEndpoint endpoint)
{
    [Function(nameof(ReadQrCode))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.QrCode)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Gives a code to type on the phone.</summary>
public sealed class RequestPairingCode(PairingCodeEndpoint endpoint)
{
    [Function(nameof(RequestPairingCode))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.PairingCode)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Shows what WhatsApp asks of a passkey.</summary>
public sealed class ReadPasskey(ReadPasskeyEndpoint endpoint)
{
    [Function(nameof(ReadPasskey))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Passkey)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Takes the passkey's assertion.</summary>
public sealed class AnswerPasskey(AnswerPasskeyEndpoint endpoint)
{
    [Function(nameof(AnswerPasskey))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Passkey)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Takes that the codes are the same.</summary>
public sealed class ConfirmPasskey(ConfirmPasskeyEndpoint endpoint)
{
    [Function(nameof(ConfirmPasskey))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.PasskeyConfirmation)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}
