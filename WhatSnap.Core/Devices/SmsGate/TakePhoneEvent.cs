using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>What the app hears of an event.</summary>
public enum PhoneEventOutcome
{
    /// <summary>It is kept, known, or not wanted.</summary>
    Done,

    /// <summary>It is a message that can't be read.</summary>
    Unreadable,

    /// <summary>The phone does not serve its account yet: the app tries again for two days.</summary>
    TryLater,
}

/// <summary>Takes one signed event of a phone: every event says that the phone is there, and a message is one of the device's inbox.</summary>
public sealed class TakePhoneEvent(DeviceTable devices, TakeDeviceMessage take, Uploads uploads, NoteDeviceHealth health, TimeProvider time)
{
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(30);

    /// <summary>By how much the clock must have moved to be noted anew.</summary>
    private const double ClockMoved = 60;

    /// <exception cref="GoHighLevel.GoHighLevelException">GoHighLevel had to be asked for the contact, and did not answer.</exception>
    internal async Task<PhoneEventOutcome> RunAsync(
        Account account, Device device, PhoneEvent told, double? ahead, string? version, IFlowHost flows, CancellationToken cancellationToken)
    {
        var mail = told.Kind is PhoneEvent.Sms or PhoneEvent.Mms ? told.Message() : null;
        var isTest = mail is not null && TestText.IsIn(device, mail.Text);
        var seen = await devices.UpdateAsync(device, known => Seen(known, told, isTest, ahead, version), cancellationToken);
        if (seen is null) return PhoneEventOutcome.Done;
        if (seen.Stage == DeviceStage.Serving) await health.RunAsync(account, seen, cancellationToken);
        else await flows.RaiseAsync(ConnectFlow.InstanceOf(seen.Account), ConnectDevice.DeviceEvent, "reported", cancellationToken);

        if (told.Kind is not (PhoneEvent.Sms or PhoneEvent.Mms) || isTest) return PhoneEventOutcome.Done;
        if (mail is null) return PhoneEventOutcome.Unreadable;
        if (!SmsGateDoor.Serves(seen, account)) return PhoneEventOutcome.TryLater;
        await TakeAsync(account, seen, mail, cancellationToken);
        return PhoneEventOutcome.Done;
    }

    /// <summary>The files last, and only of a message that is taken.</summary>
    private async Task TakeAsync(Account account, Device device, PhoneMail mail, CancellationToken cancellationToken)
    {
        var item = DeviceItem.Received(
            mail.Sender, mail.Text, mail.ReceivedAt, [.. mail.Files.Select(file => DeviceItem.FileOf(file.Hash, file.Type))],
            (account.Number ?? device.OwnNumber)?.Country, time.GetUtcNow());
        if (await take.RunAsync(account, device, item, cancellationToken) is not InboxOutcome.FileMissing) return;
        foreach (var file in mail.Files)
        {
            using var bytes = new MemoryStream(file.Bytes, writable: false);
            await uploads.PutAsync(account.LocationId, file.Hash, bytes, cancellationToken);
        }

        await take.RunAsync(account, device, item, cancellationToken);
    }

    /// <returns>Null where nothing is new.</returns>
    private Device? Seen(Device known, PhoneEvent told, bool isTest, double? ahead, string? version)
    {
        var now = time.GetUtcNow();
        var link = known.SmsGate! with { WrongKeyAt = null };
        var isClockNews = ahead is { } moved && (known.Report.ClockAheadSeconds is not { } before || Math.Abs(moved - before) >= ClockMoved);
        var report = known.Report with
        {
            ClockAheadSeconds = isClockNews ? ahead : known.Report.ClockAheadSeconds,
            AppHealth = told.Kind == PhoneEvent.Ping ? told.Health : known.Report.AppHealth,
        };
        var changed = known with
        {
            SmsGate = link,
            Report = report,
            AppVersion = version ?? known.AppVersion,
            ReportedAt = known.ReportedAt ?? now,
            TestedAt = known.TestedAt ?? (isTest ? now : null),
        };
        if (changed == known && now - known.SeenAt < SeenWithin) return null;
        return changed with { SeenAt = now, ReportedAt = now };
    }
}
