using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Flows;

/// <summary>One flow: its name and its code.</summary>
public sealed record Flow(string Name, Func<IFlowContext, Task> RunAsync);

/// <summary>One activity: its name and how it is run for a row key.</summary>
public sealed record Activity(string Name, Func<IServiceProvider, string, CancellationToken, Task<string>> RunAsync)
{
    internal static Activity Of<TUseCase>(Func<TUseCase, string, CancellationToken, Task<string>> run)
        where TUseCase : notnull =>
        new(typeof(TUseCase).Name, (services, input, token) => run(services.GetRequiredService<TUseCase>(), input, token));
}

/// <summary>Every flow and activity of the product; a test holds both hosts equal to it.</summary>
public static class FlowCatalog
{
    public static readonly IReadOnlyList<Flow> Flows =
    [
        new(ConnectTwilio.Name, ConnectTwilio.RunAsync),
        new(ConnectWhatsApp.Name, ConnectWhatsApp.RunAsync),
        new(ConnectDevice.Name, ConnectDevice.RunAsync),
        new(DisconnectAccount.Name, DisconnectAccount.RunAsync),
    ];

    public static readonly IReadOnlyList<Activity> Activities =
    [
        Activity.Of<CheckTwilioAccount>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<CheckTwilioNumber>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<CheckTwilioCredit>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<CheckTwilioRoute>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<PointTwilioNumber>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<ConfirmTwilioRoute>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<TestOwnAddress>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<OpenWhatsAppSession>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<StartWhatsAppSession>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<LookAtWhatsApp>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<ClaimWhatsAppNumber>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<EndWhatsAppSession>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<LookAtPairing>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<ConfirmDevice>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<LookAtDevice>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<ClaimDeviceNumber>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<KeepDevice>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<UndoDevice>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<EnsureAccountTag>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<ActivateAccount>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<NoteConnectionEnd>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<UndoTwilioRoute>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<UndoAccountTag>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<UndoConnection>((use, input, token) => use.RunAsync(input, token)),
        Activity.Of<CloseAccount>((use, input, token) => use.RunAsync(input, token)),
    ];
}
