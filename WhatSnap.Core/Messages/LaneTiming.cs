using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>
/// The times that keep two workers from doing one thing twice. A lease is taken over only when its row stayed unchanged
/// for <see cref="Lease"/>; by then the last call that its holder may have started has ended and
/// <see cref="Margin"/> has passed besides: <c>PostWindow + CallLimit + Margin ≤ Lease</c>.
/// </summary>
public static class LaneTiming
{
    /// <summary>How long a lane's head must stay unchanged before another worker may take over.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>No call of any kind starts in the last third of a lease.</summary>
    public static readonly TimeSpan CallsUntil = Lease * 2 / 3;

    /// <summary>The message itself is posted this soon after the head names it; else the head is written again first.</summary>
    public static readonly TimeSpan PostWithin = TimeSpan.FromSeconds(1.25);

    /// <summary>
    /// How late GoHighLevel may commit a call, counted from its end on our side (given up, cut off or answered with an
    /// error of a gateway), with the promise of no double kept.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(8);

    /// <summary>After this no call leaves any more, however long the process was paused: checked as the body is written.</summary>
    public static readonly TimeSpan PostWindow = Lease - GoHighLevelTransport.CallLimit - Margin;

    /// <summary>The wait after a call of which neither the end nor the answer is known, counted from its start.</summary>
    public static readonly TimeSpan DoubtHold = GoHighLevelTransport.CallLimit + Margin;

    /// <summary>The wait after an error answer: the other side has finished, its list may lag a little.</summary>
    public static readonly TimeSpan SettledDoubtHold = TimeSpan.FromSeconds(2);

    /// <summary>About how often a held lane is looked at by the guard of the row that stands first in it.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>About how often a held lane is looked at by guards of rows that stand behind.</summary>
    public static readonly TimeSpan LookAgainBehind = TimeSpan.FromSeconds(10);

    /// <summary>When the guard of each row comes, for what was lost with a killed host.</summary>
    public static readonly TimeSpan GuardDelay = TimeSpan.FromSeconds(3);

    /// <summary>When a guard looks again whose row is not there yet.</summary>
    public static readonly TimeSpan LookForRow = TimeSpan.FromSeconds(10);

    /// <summary>A queue message whose row is not there yet is looked at again until it is this old.</summary>
    public static readonly TimeSpan RowMayStillCome = TimeSpan.FromMinutes(5);

    /// <summary>How often a message of an account that is still being connected is looked at.</summary>
    public static readonly TimeSpan WhilePending = TimeSpan.FromSeconds(5);

    /// <summary>How often the gateway is asked for the number of a sender who is not a contact yet.</summary>
    public static readonly TimeSpan WhileNumberHidden = TimeSpan.FromSeconds(10);

    /// <summary>How long a number is waited for, before a contact without one is made.</summary>
    public static readonly TimeSpan NumberMayStillCome = TimeSpan.FromSeconds(40);

    /// <summary>How often a message is looked at whose file can't be had because its gateway is away.</summary>
    public static readonly TimeSpan WhileFileAway = TimeSpan.FromSeconds(5);

    /// <summary>How long a file is waited for: a gateway that was killed is replaced within its lease of a minute.</summary>
    public static readonly TimeSpan FileMayStillCome = TimeSpan.FromMinutes(2);

    /// <summary>Who waits longer for its turn among the location's calls is told of in lists; before, that would cost more than the wait.</summary>
    public static readonly TimeSpan LongTurn = TimeSpan.FromMinutes(10);

    /// <summary>How often a message of a location is looked at that can't be reached until its owner does something, such as the next install.</summary>
    public static readonly TimeSpan WithoutAccess = TimeSpan.FromMinutes(1);

    /// <summary>A message that fails for reasons that may pass is tried for this long.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    /// <summary>And at least so often: what waited for a location without calls has not been tried in that time.</summary>
    public const int TriesUntilGivenUp = 10;

    /// <summary>A text that could not be sent for this long would come too late to be of use.</summary>
    public static readonly TimeSpan GiveUpSendingAfter = TimeSpan.FromHours(4);

    /// <summary>Clear refusals that a message gets before it is a dead letter.</summary>
    public const int RefusalsUntilDead = 3;

    /// <summary>Failures of our own that a message gets before it is a dead letter.</summary>
    public const int InternalErrorsUntilDead = 8;

    /// <summary>A worker gives a long lane back after this, well below the time limit of a function.</summary>
    public static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestSuccessorDelay = TimeSpan.FromMinutes(5);

    /// <summary>When the successor of a queue message comes that has failed <paramref name="returns"/> times in a row.</summary>
    public static TimeSpan SuccessorDelay(int returns)
    {
        var delay = GuardDelay * Math.Pow(2, Math.Min(returns, 10));
        return delay < LongestSuccessorDelay ? delay : LongestSuccessorDelay;
    }

    /// <summary>
    /// When a held lane is looked at again. Queues delay by whole seconds, so these are: what is waited counts in full,
    /// and the last look comes as soon as the lane may be taken.
    /// </summary>
    /// <param name="left">How much longer the head must stay unchanged.</param>
    /// <param name="isFirst">Whether the one who waits has the lane's first row.</param>
    /// <param name="mayEndBefore">
    /// Whether a look before may help: a worker holds the lane, who may give it back, or the row may turn out to be done.
    /// </param>
    public static TimeSpan LookAgainAfter(TimeSpan left, bool isFirst, bool mayEndBefore)
    {
        var every = isFirst ? LookAgain : LookAgainBehind;
        var looks = mayEndBefore ? Math.Max(1, Math.Round(left / every)) : 1;
        var step = TimeSpan.FromSeconds(Math.Ceiling((left / looks).TotalSeconds));
        return mayEndBefore || isFirst || step > every ? step : every;
    }

    private static readonly TimeSpan LooksAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LooksOnAfter = TimeSpan.FromMinutes(2);

    /// <summary>
    /// When work comes whose place in the line of its location is so far away. Work that turns out lighter than was thought, or is done
    /// already, would leave calls over that nobody comes for: so who waits for long looks in between.
    /// </summary>
    public static TimeSpan LookIn(TimeSpan wait) => wait > LooksAfter ? wait / 3 : wait;

    /// <summary>The same for work that has looked: not as often, for each look is a queue message.</summary>
    public static TimeSpan LookOnIn(TimeSpan wait) => wait > LooksOnAfter ? wait / 2 : wait;

    private static readonly int[] BackoffSeconds = [2, 2, 2, 4, 4, 8, 15, 30, 60];

    /// <summary>The wait before the next try, after <paramref name="tries"/> that failed.</summary>
    public static TimeSpan Backoff(int tries) =>
        TimeSpan.FromSeconds(BackoffSeconds[Math.Clamp(tries - 1, 0, BackoffSeconds.Length - 1)]);
}
