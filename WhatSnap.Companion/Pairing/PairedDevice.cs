namespace WhatSnap.Companion.Pairing;

/// <summary>To which account of WhatSnap this Mac belongs.</summary>
/// <param name="Server">Where WhatSnap is.</param>
/// <param name="DeviceId">This Mac's id there.</param>
/// <param name="Token">This Mac's token.</param>
/// <param name="TokenSince">Since when it has this token; null where an earlier version did not note it.</param>
public sealed record PairedDevice(ServerAddress Server, string DeviceId, DeviceToken Token, DateTimeOffset? TokenSince);
