namespace WhatSnap.Companion.Pairing;

/// <summary>To which account of WhatSnap this Mac belongs.</summary>
public sealed record PairedDevice(ServerAddress Server, string DeviceId, DeviceToken Token);
