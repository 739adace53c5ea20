namespace WhatSnap.Companion.Health;

/// <summary>How the running companion is, as it last wrote down.</summary>
/// <param name="Contact">When WhatSnap last answered a heartbeat; null when it never did.</param>
/// <param name="Waiting">Rows of Messages' database that were not forwarded yet.</param>
/// <param name="Trouble">The code of what is wrong on this Mac; null when nothing is.</param>
/// <param name="Ended">When WhatSnap said that it knows this Mac no more; null when it did not.</param>
internal sealed record RunStatus(DateTimeOffset? Contact, long Waiting, string? Trouble, DateTimeOffset? Ended = null);
