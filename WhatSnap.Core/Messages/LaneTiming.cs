using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>
/// The times that keep two workers from doing one thing twice. A lease is taken over only when its row stayed unchanged
/// for <see cref="Lease"/>; by then the last call that its holder may have started has ended and
/// <see cref="Margin"/> has passed besides: <c>PostWithin + CallLimit + Margin ≤ Lease</c>.
/// </summary>
public static class LaneTiming
{
    /// <summary>How long a lane's head must stay unchanged before another worker may take over.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(21);

    /// <summary>No call starts in the last third of a lease.</summary>
    public static readonly TimeSpan CallsUntil = Lease * 2 / 3;

    /// <summary>The message itself is posted this soon after the head names it; else the head is written again first.</summary>
    public static readonly TimeSpan PostWithin = TimeSpan.FromSeconds(4);

    /// <summary>How late GoHighLevel may commit a call that was given up, with the promise of no double kept.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(8);

    /// <summary>The wait after a call that may still run at the other side, counted from its start.</summary>
    public static readonly TimeSpan DoubtHold = GoHighLevelTransport.CallLimit + Margin;

    /// <summary>The wait after an error answer: the other side has finished, its list may lag a little.</summary>
    public static readonly TimeSpan SettledDoubtHold = TimeSpan.FromSeconds(2);

    /// <summary>How often a held lane is looked at by the message that stands first in it.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>How often a held lane is looked at by messages that stand behind.</summary>
    public static readonly TimeSpan LookAgainBehind = TimeSpan.FromSeconds(10);

    /// <summary>When the second queue message of each accepted message comes, for what was lost with a killed host.</summary>
    public static readonly TimeSpan EchoDelay = TimeSpan.FromSeconds(6);

    /// <summary>A queue message whose row is not there yet is looked at again until it is this old.</summary>
    public static readonly TimeSpan RowMayStillCome = TimeSpan.FromMinutes(5);

    /// <summary>A message that fails for reasons that may pass is tried for this long.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    /// <summary>Clear refusals that a message gets before it is a dead letter.</summary>
    public const int RefusalsUntilDead = 3;

    private static readonly int[] BackoffSeconds = [2, 4, 8, 16, 30, 60];

    /// <summary>The wait before the next try, after <paramref name="tries"/> that failed.</summary>
    public static TimeSpan Backoff(int tries) =>
        TimeSpan.FromSeconds(BackoffSeconds[Math.Clamp(tries - 1, 0, BackoffSeconds.Length - 1)]);
}
