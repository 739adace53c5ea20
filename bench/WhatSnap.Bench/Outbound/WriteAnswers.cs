using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.World;

namespace WhatSnap.Bench.Outbound;

/// <summary>The people and workflows in GoHighLevel: they write, and GoHighLevel hands over until it is accepted.</summary>
internal sealed class WriteAnswers(
    IReadOnlyList<PlannedAnswer> plan, OutboundJournal journal, BenchWorld world, IReadOnlyList<RunContact> contacts,
    ChaosOptions options)
{
    private const double LossRate = 0.1;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>How Twilio fails at the start of the run.</summary>
    public double LossAtStart => options.LosesFor > TimeSpan.Zero ? LossRate : 0;

    /// <summary>Ends when everything was handed over, repeats too.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        while (world.GoHighLevel.World.PendingPosts > 0) await Task.Delay(Look, _time, cancellationToken);
    }

    /// <summary>Ends when everything is written.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        foreach (var planned in plan)
        {
            var wait = planned.Due - _time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, cancellationToken);
            if (_time.GetElapsedTime(start) > options.LosesFor) KeepCallbacks();
            Write(planned);
        }

        KeepCallbacks();
    }

    private void Write(PlannedAnswer planned)
    {
        var (crm, contact) = (world.GoHighLevel.World, contacts[planned.Contact]);
        string[] files = [.. planned.Pictures.Select((bytes, index) => crm.Shelve($"{index}.png", "image/png", bytes))];
        var message = planned.IsByWorkflow
            ? crm.WriteAsWorkflow(contact.Id, planned.Text, files)
            : crm.WriteAsPerson(contact.Id, planned.Text, files);
        journal.Add(planned, contact, message);
    }

    /// <summary>From now on every callback is made.</summary>
    private void KeepCallbacks()
    {
        if (world.Twilio.World.Faults.CallbackLossRate == 0) return;
        world.Twilio.World.Faults = OutboundWorld.TwilioFaults(options.Seed + 1, 0);
    }
}
