using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Functions.Pairing;

/// <summary>The activities that every kind of account has in common, on the way to its connection.</summary>
public sealed class PairingActivities(EnsureAccountTag ensureTag, ActivateAccount activate)
{
    [Function(nameof(EnsureAccountTag))]
    public Task<string> EnsureTagAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        ensureTag.RunAsync(input, cancellationToken);

    [Function(nameof(ActivateAccount))]
    public Task<string> ActivateAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        activate.RunAsync(input, cancellationToken);
}

/// <summary>The activities that end a connection otherwise, and leave nothing behind.</summary>
public sealed class UndoActivities(NoteConnectionEnd noteEnd, UndoAccountTag undoTag, UndoConnection undo)
{
    [Function(nameof(NoteConnectionEnd))]
    public Task<string> NoteEndAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        noteEnd.RunAsync(input, cancellationToken);

    [Function(nameof(UndoAccountTag))]
    public Task<string> UndoTagAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        undoTag.RunAsync(input, cancellationToken);

    [Function(nameof(UndoConnection))]
    public Task<string> UndoAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        undo.RunAsync(input, cancellationToken);
}
