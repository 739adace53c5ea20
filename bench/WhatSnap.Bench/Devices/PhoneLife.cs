using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Bench.Devices;

/// <summary>What happens to the phones themselves: they lose their network, are killed, and are away for days.</summary>
internal sealed class PhoneLife(IReadOnlyList<PairedPhone> phones, DeviceJournal journal, Func<PairedPhone, DateTimeOffset, CancellationToken, Task> writeLate, ChaosOptions options)
{
    private const int TextsOfDays = 4;
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromDays(4);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Random _random = new(options.Seed + 3);

    /// <summary>Ends when every phone has had its mishaps, and is well again.</summary>
    public async Task RunAsync(TimeSpan over, CancellationToken cancellationToken)
    {
        var count = Math.Max(phones.Count * 3, options.Faults);
        for (var number = 0; number < count; number++)
        {
            await Task.Delay(over / (count + 1), _time, cancellationToken);
            var phone = phones[number % phones.Count];
            await ((number / phones.Count % 3) switch
            {
                0 => AwayAsync(phone, cancellationToken),
                1 => SilentAsync(phone, cancellationToken),
                _ => RestartAsync(phone),
            });
        }
    }

    /// <summary>It has no network while texts of several days come, and then tells of all of them at once.</summary>
    private async Task AwayAsync(PairedPhone phone, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        phone.Phone.GoOffline();
        var date = from - LongestAbsence;
        for (var number = 0; number < TextsOfDays; number++)
        {
            date += LongestAbsence / TextsOfDays * (0.1 + (0.8 * _random.NextDouble()));
            await writeLate(phone, date, cancellationToken);
        }

        await Task.Delay(LongestSilence * _random.NextDouble(), _time, cancellationToken);
        phone.Phone.GoOnline();
        Note(phone, from, "away for days");
    }

    private async Task SilentAsync(PairedPhone phone, CancellationToken cancellationToken)
    {
        var from = _time.GetUtcNow();
        phone.Phone.GoOffline();
        await Task.Delay(LongestSilence * _random.NextDouble(), _time, cancellationToken);
        phone.Phone.GoOnline();
        Note(phone, from, "offline");
    }

    private Task RestartAsync(PairedPhone phone)
    {
        phone.Phone.Restart();
        Note(phone, _time.GetUtcNow(), "restarted");
        return Task.CompletedTask;
    }

    private void Note(PairedPhone phone, DateTimeOffset from, string what)
    {
        journal.Faults.Add(new HostFault(from, _time.GetUtcNow(), phone.Name, what));
        Report.Progress($"  {_time.GetUtcNow():HH:mm:ss} {phone.Name} {what}");
    }
}

/// <summary>A phone of the run, and its account.</summary>
internal sealed record PairedPhone(string Name, AndroidPhone Phone, string AccountId, string Number, string Tag);
