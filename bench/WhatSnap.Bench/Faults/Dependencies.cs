using WhatSnap.Bench.WhatsApp;

namespace WhatSnap.Bench.Faults;

/// <summary>Lets one dependency fail, in the way in which it can.</summary>
internal sealed class Dependencies(FaultDoors doors, Gateways gateways, FaultPhones phones)
{
    public async Task FailAsync(Dependency failing, FaultKind kind)
    {
        if (failing == Dependency.Devices)
        {
            phones.Fail(kind);
            return;
        }

        await doors.Of(failing).FailAsync(kind);
        if (IsGatewayGone(failing, kind)) await Task.WhenAll(gateways.All.Select(gateway => gateway.KillAsync()));
    }

    public async Task MendAsync(Dependency failing, FaultKind kind, CancellationToken cancellationToken)
    {
        if (failing == Dependency.Devices)
        {
            phones.Mend();
            return;
        }

        if (IsGatewayGone(failing, kind)) await Task.WhenAll(gateways.All.Select(gateway => gateway.StartAsync(cancellationToken)));
        await doors.Of(failing).OpenAsync(cancellationToken);
    }

    private static bool IsGatewayGone(Dependency failing, FaultKind kind) => kind == FaultKind.Gone && failing == Dependency.Gateway;
}
