namespace WhatSnap.Core.Flows;

/// <summary>
/// What a flow may do: call activities, wait for events and deadlines, show where it is. A flow is a story that outlives
/// its process: the host runs its code again from the start and answers from what was recorded, until it reaches the
/// first thing that has not happened yet.
/// </summary>
/// <remarks>
/// Rules of determinism, for the code of a flow itself (activities are free):
/// <list type="bullet">
/// <item>The time is <see cref="Now"/>; nothing random, no new ids, no settings, no statics that change.</item>
/// <item>No storage, no HTTP, no logging: all of that is an activity.</item>
/// <item>Await only what this interface gives; no <c>Task.Run</c>, no <c>ConfigureAwait(false)</c>, no locks.</item>
/// <item>Inputs, results and event values are short codes and row keys. They are stored in plain text: never a token,
/// a QR text, a number or a name.</item>
/// <item>An activity may run twice for one call: it recognises its own earlier work.</item>
/// <item>A change of a flow's order of calls breaks instances that are under way: give the flow a new name instead.</item>
/// </list>
/// </remarks>
public interface IFlowContext
{
    /// <summary>The business key that the flow was started for; it is the flow's only input.</summary>
    string InstanceId { get; }

    /// <summary>The time, the same in every run of the same step.</summary>
    DateTimeOffset Now { get; }

    /// <summary>True once somebody asked the flow to stop; the flow decides where it is safe to.</summary>
    bool IsCancelled { get; }

    /// <summary>Calls an activity.</summary>
    /// <param name="activity">Its name in <see cref="FlowCatalog"/>.</param>
    /// <param name="input">A row key.</param>
    /// <param name="retry">How often it is tried again when it throws.</param>
    /// <returns>The activity's result, a short code.</returns>
    /// <exception cref="FlowActivityException">The last try failed too.</exception>
    Task<string> CallAsync(string activity, string input, FlowRetry retry);

    /// <summary>Waits for the next event of a name; one that came before the wait counts.</summary>
    /// <returns>The event's value; null when the deadline passed or the flow was cancelled first.</returns>
    Task<string?> WaitForEventAsync(string name, DateTimeOffset until);

    /// <summary>Shows where the flow is; a code of at most 100 characters.</summary>
    void ShowStatus(string code);
}

/// <summary>How an activity is tried again: at once, then after growing waits.</summary>
/// <param name="Tries">Tries in all, 1 or more.</param>
/// <param name="FirstWait">The wait before the second try; each further wait is twice the one before.</param>
/// <param name="LongestWait">The longest wait between two tries.</param>
public sealed record FlowRetry(int Tries, TimeSpan FirstWait, TimeSpan LongestWait)
{
    /// <summary>For steps that somebody waits for: six tries within about three quarters of a minute.</summary>
    public static FlowRetry WhileWatched { get; } = new(6, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));

    /// <summary>For undoing: tried for about a day before a person has to help.</summary>
    public static FlowRetry UntilUndone { get; } = new(60, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(30));
}

/// <summary>An activity failed in its last try. It holds no words of the failure: those are in the log.</summary>
public sealed class FlowActivityException(string activity, Exception? inner = null)
    : Exception($"The activity {activity} failed in its last try.", inner);
