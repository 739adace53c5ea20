using System.Runtime.InteropServices;
using WhatSnap.Bench.Bare;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Devices;
using WhatSnap.Bench.Fair;
using WhatSnap.Bench.Faults;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.Pipeline;
using WhatSnap.Bench.Soak;
using WhatSnap.Bench.WhatsApp;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    return args switch
    {
        ["chaos-inbound", .. var rest] => await new ChaosInbound(ChaosOptions.Inbound(rest)).RunAsync(stop.Token),
        ["chaos-outbound", .. var rest] => await new ChaosOutbound(ChaosOptions.Outbound(rest)).RunAsync(stop.Token),
        ["chaos-whatsapp", .. var rest] => await new ChaosWhatsApp(ChaosOptions.WhatsApp(rest)).RunAsync(stop.Token),
        ["chaos-devices", .. var rest] => await new ChaosDevices(ChaosOptions.Devices(rest)).RunAsync(stop.Token),
        ["pipeline", .. var rest] => await new PipelineInbound(PipelineOptions.Parse(rest)).RunAsync(stop.Token),
        ["faults", .. var rest] => await new FaultMatrix(FaultOptions.Parse(rest)).RunAsync(stop.Token),
        ["soak", .. var rest] => await new SoakRun(SoakOptions.Parse(rest)).RunAsync(stop.Token),
        ["fairness", .. var rest] => await new Fairness(FairnessOptions.Parse(rest)).RunAsync(stop.Token),
        ["bare"] => await BareEndpoint.RunAsync(stop.Token),
        _ => throw new UsageException("Usage: bench/run chaos-inbound|chaos-outbound|chaos-whatsapp|chaos-devices|faults|soak|fairness|pipeline [options]; see bench/README.md."),
    };
}
catch (UsageException usage)
{
    Report.Progress(usage.Message);
    return 2;
}
catch (Exception failed) when (failed is TimeoutException or OperationCanceledException or InvalidOperationException)
{
    Report.Progress(failed.Message);
    return 1;
}

void Stop(PosixSignalContext signal)
{
    // The run ends in order, so that nothing that it started stays behind.
    signal.Cancel = true;
    stop.Cancel();
}
