namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>One call as the simulator is about to treat it, for whoever follows a run.</summary>
/// <param name="At">When it had arrived whole.</param>
/// <param name="Route">Method and documented path.</param>
/// <param name="AltId">The caller's own message id, where the call has one.</param>
/// <param name="ContactId">The contact that the call names, if any.</param>
/// <param name="Phone">The number that the call looks up or creates, if any.</param>
/// <param name="PathId">The id in the path: a contact, a message or whatever the route is about.</param>
/// <param name="Fate">What the dice decided, or "Throttled".</param>
/// <param name="LocationId">Whose token it had; null for a company's or an unknown one.</param>
internal sealed record ObservedCall(
    DateTimeOffset At, string Route, string? AltId, string? ContactId, string? Phone, string PathId, string Fate, string? LocationId);
