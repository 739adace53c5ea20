using System.Runtime.InteropServices;
using WhatSnap.Companion;
using WhatSnap.Companion.Health;

// launchd ends programs by SIGTERM, a person by Ctrl+C: both let the step that runs be written down.
using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

try
{
    return await Commands.RunAsync(args, MacPlaces.OfThisComputer(), Console.Out, TimeProvider.System, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
