using WhatSnap.Companion.Devices;

namespace WhatSnap.Companion.Pairing;

/// <summary>
/// Exchanges the token of this Mac for another one each week. WhatSnap takes the old one until the new one is used first, which is not
/// before it is kept: whenever the program ends, the token in its file is one that is taken.
/// </summary>
internal sealed class RenewToken(DeviceApi api, KeptFiles kept, TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromDays(7);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (kept.Device() is not { } device || now - device.TokenSince < Every) return;

        var token = await api.RotateAsync(cancellationToken);
        kept.Save(device with { Token = token, TokenSince = now });
        api.Use(token);
    }
}
