using System.Collections.Concurrent;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Devices;

/// <summary>Wakes who waits in this process for something to send; those in other processes look from time to time.</summary>
public sealed class OutboxSignals
{
    private readonly ConcurrentDictionary<AccountKey, TaskCompletionSource> _waiting = [];

    /// <summary>Ends with the next <see cref="Raise"/> for the account.</summary>
    public Task NextAsync(AccountKey account) =>
        _waiting.GetOrAdd(account, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>True while somebody may wait.</summary>
    internal bool IsAwaited(AccountKey account) => _waiting.ContainsKey(account);

    public void Raise(AccountKey account)
    {
        if (_waiting.TryRemove(account, out var waiting)) waiting.TrySetResult();
    }
}
