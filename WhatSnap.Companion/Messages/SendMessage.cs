using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Health;

namespace WhatSnap.Companion.Messages;

/// <summary>Sends one message of WhatSnap through Messages, at most once, and waits until Messages shows what became of it.</summary>
internal sealed class SendMessage(
    MacPlaces places, DeviceApi api, SentJournal journal, StageFiles stage, HandToMessages hand, ReadSent sent, ServerClock clock, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(WireOutboxItem item, CancellationToken cancellationToken)
    {
        if (journal.Find(item.Id) is { WasHandedOver: true })
        {
            // It may have gone: the receipt comes again, the message does not.
            journal.Change(item.Id, known => known with { LeaseId = item.LeaseId, Told = null });
            return;
        }

        var entry = new SentMessage(item.Id, item.LeaseId, item.To, SendState.NotStarted, time.GetUtcNow(), 0, [], MayFallBack: false);
        if (item.ExpiresAt <= clock.Now)
        {
            Fail(entry, SendErrors.Expired);
            return;
        }

        if (await stage.RunAsync(item, cancellationToken) is not { } files)
        {
            Fail(entry, SendErrors.FileUnavailable);
            return;
        }

        var contents = files.Select(path => (IsFile: true, Content: path)).ToList();
        if (!string.IsNullOrWhiteSpace(item.Text)) contents.Add((IsFile: false, Content: item.Text));
        if (contents.Count == 0)
        {
            Fail(entry, SendErrors.Empty);
            return;
        }

        var (way, afterRow) = Look(item);
        journal.Put(entry with
        {
            AfterRow = afterRow,
            Parts = [.. contents.Select(one => one.IsFile ? new SentPart(TextHash: null, Path.GetFileName(one.Content)) : SentPart.OfText(one.Content))],
            MayFallBack = way is { ChatGuid: null, Service: SendWay.IMessage } && !"imessage".Equals(item.Service, StringComparison.OrdinalIgnoreCase),
        });
        if (await ClaimAsync(item, cancellationToken)) await SendPartsAsync(item, way, contents, cancellationToken);
    }

    private (SendWay Way, long AfterRow) Look(WireOutboxItem item)
    {
        using var db = ChatDb.Open(places.ChatDb, places.Home);
        return (SendWay.Choose(db, item.To, item.Service), db.LastRowId());
    }

    private void Fail(SentMessage entry, string error) => journal.Put(entry with { State = SendState.Failed, Error = error });

    /// <summary>Until WhatSnap says yes or no: after a call without an answer it may count as claimed, and nobody else will send it.</summary>
    private async Task<bool> ClaimAsync(WireOutboxItem item, CancellationToken cancellationToken)
    {
        var (isOpen, wait) = (false, new RetryWait());
        while (true)
        {
            try
            {
                await api.ClaimAsync(item, cancellationToken);
                if (!(item.ExpiresAt <= clock.Now)) return true;
                journal.Change(item.Id, entry => entry with { State = SendState.Failed, Error = SendErrors.Expired });
                return false;
            }
            catch (DeviceApiException refused) when (!refused.IsTransient && !refused.IsUnpaired)
            {
                // Refused at the first try it is somebody else's; refused after silence, the silent try may have claimed it.
                journal.Change(item.Id, entry => entry with
                {
                    State = SendState.Failed,
                    Error = SendErrors.NotStarted,
                    Told = isOpen ? null : SendState.Failed,
                });
                return false;
            }
            catch (DeviceApiException silent) when (silent.IsTransient)
            {
                isOpen = true;
                await Task.Delay(wait.After(silent.RetryAfter), time, cancellationToken);
            }
        }
    }

    private async Task SendPartsAsync(
        WireOutboxItem item, SendWay way, List<(bool IsFile, string Content)> contents, CancellationToken cancellationToken)
    {
        for (var index = 0; index < contents.Count; index++)
        {
            if (!await HandOverAsync(item, way, index, contents[index], cancellationToken)) return;
            await WaitAsync(item.Id, index, cancellationToken);
            if (sent.IsRefusedByIMessage(item.Id, index))
            {
                way = new SendWay(ChatGuid: null, SendWay.Sms);
                journal.Change(item.Id, entry => entry.With(index, part => part with { IsStarted = false, Guid = null, FailedGuid = part.Guid }));
                if (!await HandOverAsync(item, way, index, contents[index], cancellationToken)) return;
                await WaitAsync(item.Id, index, cancellationToken);
            }

            if (sent.HasFailed(item.Id, index)) return;
        }
    }

    /// <summary>Written down first: if the program ends now, it may have gone.</summary>
    private async Task<bool> HandOverAsync(
        WireOutboxItem item, SendWay way, int index, (bool IsFile, string Content) one, CancellationToken cancellationToken)
    {
        journal.Change(item.Id, entry => entry.With(index, part => part with { IsStarted = true }) with
        {
            State = SendState.MayHaveRun,
            Service = way.Service,
            MayFallBack = entry.MayFallBack && way.Service == SendWay.IMessage,
        });
        if (await hand.RunAsync(way, item.To, one.IsFile, one.Content, cancellationToken) is not { } error) return true;

        journal.Change(item.Id, entry => entry.With(index, part => part with { IsStarted = false }) with
        {
            State = SendState.Failed,
            Error = error,
        });
        return false;
    }

    /// <summary>The next message to the same person must not overtake this one; what takes longer is looked after by <see cref="TellReceipts"/>.</summary>
    private async Task WaitAsync(string id, int index, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + SentMessage.TextLimit;
        while (!sent.IsSettled(id, index) && time.GetUtcNow() < end) await Task.Delay(Between, time, cancellationToken);
    }
}
