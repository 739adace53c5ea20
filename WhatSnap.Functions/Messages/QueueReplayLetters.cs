using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Messages;

/// <summary>Puts dead letters back whose cause is gone.</summary>
public sealed class QueueReplayLetters(ResolveLetters resolve)
{
    [Function(nameof(QueueReplayLetters))]
    public Task RunAsync([QueueTrigger(QueueNames.ReplayLetters, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        resolve.RunAsync(body, cancellationToken);
}

/// <summary>Puts poisoned replays back.</summary>
public sealed class QueueReturnReplay(ResolveLetters resolve)
{
    [Function(nameof(QueueReturnReplay))]
    public Task RunAsync([QueueTrigger(QueueNames.ReplayLettersPoison, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        resolve.ReturnAsync(body, cancellationToken);
}
