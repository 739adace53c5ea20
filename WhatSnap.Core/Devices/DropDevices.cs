using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Devices;

/// <summary>Takes devices of an account their access, with the code that could bring another one; repeating it changes nothing.</summary>
public sealed class DropDevices(DeviceTable devices, DeviceCodes codes)
{
    /// <returns>How many there were.</returns>
    public async Task<int> RunAsync(Account account, Func<Device, bool> which, CancellationToken cancellationToken)
    {
        if (account.Platform != Platform.Device) return 0;
        await codes.RemoveAsync(account.Key, cancellationToken);
        var dropped = (await devices.ListAsync(account.Key, cancellationToken)).Where(which).ToList();
        foreach (var device in dropped) await devices.RemoveAsync(device, cancellationToken);
        return dropped.Count;
    }
}
