using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Devices;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.Traffic;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Bench.Faults;

/// <summary>The phones of a run, who texts them, and what happens to them.</summary>
internal sealed class FaultPhones : IAsyncDisposable
{
    public const int Customers = 8;
    private const int Count = 2;
    private const int FirstCustomer = 3_000;
    private static readonly string[] Refusals = [SmsErrors.Generic, SmsErrors.NoService, SmsErrors.RadioOff, SmsErrors.LimitExceeded];
    private readonly ChaosBed _bed;
    private readonly OutboundJournal _answers;
    private readonly int _seed;
    private readonly DeviceJournal _journal = new();
    private readonly FaultTurns _turns;
    private readonly CancellationTokenSource _life = new();
    private readonly List<Task> _living = [];
    private IReadOnlyList<PairedPhone> _phones = [];
    private LoopbackServer? _front;
    private int _refused;

    public FaultPhones(ChaosBed bed, OutboundJournal answers, int seed) =>
        (_bed, _answers, _seed, _turns) = (bed, answers, seed, new FaultTurns(Dependency.Devices, seed));

    /// <summary>Who is written to.</summary>
    public IReadOnlyList<RunContact> Contacts { get; private set; } = [];

    /// <summary>The texts that came to the phones, in that order.</summary>
    public IReadOnlyList<ReceivedText> Received => _journal.Received;

    /// <summary>What other phones got, in the order of each phone.</summary>
    public IReadOnlyList<SentText> Sent => [.. _phones.SelectMany(phone => phone.Phone.Sent)];

    /// <summary>True when no phone has anything to tell or to send.</summary>
    public bool AreAtRest => _phones.All(phone => phone.Phone.IsAtRest);

    /// <summary>Pairs them one after the other, as their owner does.</summary>
    public async Task PairAsync(CancellationToken cancellationToken)
    {
        var front = new DeviceFront(_bed.Hosts, _bed.Http);
        _front = await front.StartAsync(0, cancellationToken);
        var pair = new PairPhones(_bed, _front.Address, _journal) { Network = wire => new FaultyNetwork(_turns, KeyOf, TimeProvider.System) { InnerHandler = wire } };
        List<PairedPhone> phones = [];
        for (var index = 0; index < Count; index++) phones.Add(await pair.RunAsync(index, _seed + index, _living, _life.Token, cancellationToken));
        front.IsPairing = false;
        _phones = phones;
        var crm = _bed.World.GoHighLevel.World;
        Contacts = [.. Enumerable.Range(0, Customers).Select(index =>
        {
            var (phone, number) = (phones[index % Count], TextMaker.NumberOf(FirstCustomer + index));
            return new RunContact(crm.SeedContact(DemoAccount.LocationId, number, null, phone.Tag).Id, number, phone.Number);
        })];
    }

    /// <summary>Ends when all is written.</summary>
    public Task WriteAsync(ChaosOptions plan, CancellationToken cancellationToken) =>
        new PhoneTraffic(_journal, _answers, _bed.World, _phones, Contacts, plan).WriteAsync(cancellationToken);

    /// <summary>Gone are phones without a network. A phone refuses what it is to send; what comes is told all the same.</summary>
    public void Fail(FaultKind kind)
    {
        if (kind is not (FaultKind.Gone or FaultKind.Refusing)) _turns.Set(kind);
        foreach (var phone in _phones.Select(one => one.Phone))
        {
            if (kind == FaultKind.Gone) phone.GoOffline();
            if (kind == FaultKind.Refusing) phone.Network = _ => new TextOutcome.Refused(Refusals[Interlocked.Increment(ref _refused) % Refusals.Length]);
        }
    }

    public void Mend()
    {
        _turns.Set(null);
        foreach (var phone in _phones.Select(one => one.Phone))
        {
            phone.Network = _ => new TextOutcome.Delivered();
            if (!phone.IsOnline) phone.GoOnline();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        await Task.WhenAll(_living).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_front is { } front) await front.DisposeAsync();
        _life.Dispose();
    }

    private string? KeyOf(string phone) => _phones.FirstOrDefault(one => one.Phone.DeviceId == phone)?.Phone.SigningKey;
}
