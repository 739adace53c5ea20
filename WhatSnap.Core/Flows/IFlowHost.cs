namespace WhatSnap.Core.Flows;

/// <summary>
/// Starts flows and talks to them. The instance id is a business key, so that a second start finds the first; an event
/// for a flow that is not there, or not any more, is a plain <c>false</c> on every host.
/// </summary>
public interface IFlowHost
{
    /// <summary>Starts a flow, or joins the one that runs under this id. One that has ended is started anew.</summary>
    /// <param name="flow">Its name in <see cref="FlowCatalog"/>.</param>
    /// <param name="instanceId">The business key: letters, digits, <c>-</c>, <c>_</c> and <c>~</c>, at most 100.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    Task StartAsync(string flow, string instanceId, CancellationToken cancellationToken);

    /// <summary>Gives a running flow an event; flows that do not wait for it yet find it later.</summary>
    /// <returns>False when no such flow runs.</returns>
    Task<bool> RaiseAsync(string instanceId, string eventName, string value, CancellationToken cancellationToken);

    /// <summary>Asks a running flow to stop; it undoes what it did first.</summary>
    /// <returns>False when no such flow runs.</returns>
    Task<bool> CancelAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>What a flow shows of itself; null when there is none.</summary>
    Task<FlowState?> ReadAsync(string instanceId, CancellationToken cancellationToken);
}

/// <summary>What a flow shows of itself.</summary>
/// <param name="IsRunning">False once it has ended, however it ended.</param>
/// <param name="Status">The code that it showed last; null before the first.</param>
public sealed record FlowState(bool IsRunning, string? Status);
