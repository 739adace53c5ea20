using System.Globalization;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>
/// What becomes of a message after it was taken: one status after the other, and a callback for each but the first.
/// Without faults callbacks come in order, one after the other.
/// </summary>
internal sealed class MessageLife
{
    private readonly TwilioWorld _world;
    private readonly TwilioMessage _message;
    private readonly TwilioFaults _faults;
    private readonly Random _random;
    private readonly TwilioOutcome _outcome;
    private readonly long _epoch;
    private readonly TaskCompletionSource _firstCallback = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stack<TwilioStatus> _held = new();
    private Task _posting = Task.CompletedTask;

    /// <param name="world">Where it happens.</param>
    /// <param name="message">As it was answered.</param>
    /// <param name="programmed">How it is to end; null leaves it to the dice.</param>
    public MessageLife(TwilioWorld world, TwilioMessage message, TwilioOutcome? programmed)
    {
        _world = world;
        _message = message;
        (_faults, _random) = world.NextMessageHabits();
        _epoch = world.Late.Epoch;
        _outcome = programmed ?? Roll();
        IsEarly = _random.NextDouble() < _faults.EarlyCallbackRate && message.StatusCallback is not null;

        // From now on, so that who has the answer and waits for the end does not find it before the beginning.
        world.Sending.Track(RunAsync());
    }

    /// <summary>True when the first callback is to come before the call is answered.</summary>
    public bool IsEarly { get; }

    /// <summary>Ends when the first callback was made, or when there is none.</summary>
    public Task FirstCallback => _firstCallback.Task;

    /// <summary>Begins the life, once.</summary>
    public void Start() => _start.TrySetResult();

    private async Task RunAsync()
    {
        try
        {
            await _start.Task;
            await LiveAsync();
        }
        catch (OperationCanceledException) when (_world.Stopping.IsCancellationRequested)
        {
            // The simulator ends, and what it had to do with it.
        }
        finally
        {
            _firstCallback.TrySetResult();
        }
    }

    private async Task LiveAsync()
    {
        var isFirst = true;
        foreach (var status in Path())
        {
            var wait = TimeSpan.FromMilliseconds(_faults.StatusDelayMs + _faults.StatusDelayJitterMs * _random.NextDouble());
            if (!(isFirst && IsEarly)) await Task.Delay(wait, _world.Time, _world.Stopping);
            isFirst = false;
            if (_epoch != _world.Late.Epoch) return;

            var hasFailed = status is "failed" or "undelivered";
            var step = new TwilioStatus(status, hasFailed ? _outcome.ErrorCode : null, _world.Time.GetUtcNow());
            _world.SetStatus(_message.Sid, step);
            if (_message.StatusCallback is not null) Tell(step);
        }

        TellHeld();
        await _posting;
    }

    /// <summary>The statuses after the one that was answered.</summary>
    private string[] Path()
    {
        string[] toQueue = _message.Status == "accepted" ? ["queued"] : [];
        return _outcome.End switch
        {
            TwilioEnd.Queued => toQueue,
            TwilioEnd.Failed => [.. toQueue, "failed"],
            TwilioEnd.Sent => [.. toQueue, "sending", "sent"],
            TwilioEnd.Undelivered => [.. toQueue, "sending", "sent", "undelivered"],
            _ => [.. toQueue, "sending", "sent", "delivered"],
        };
    }

    private TwilioOutcome Roll()
    {
        var (kind, code) = (_random.NextDouble(), _random.NextDouble());
        if (kind < _faults.FailedRate) return TwilioOutcome.Failed(OneOf(_faults.FailedCodes));
        return kind < _faults.FailedRate + _faults.UndeliveredRate
            ? TwilioOutcome.Undelivered(OneOf(_faults.UndeliveredCodes))
            : TwilioOutcome.Delivered;

        int OneOf(IReadOnlyList<int> codes) => codes[(int)(code * codes.Count)];
    }

    private void Tell(TwilioStatus step)
    {
        // Always three numbers for a status, so that one rate does not change what the others hit.
        var (loss, repeat, shuffle) = (_random.NextDouble(), _random.NextDouble(), _random.NextDouble());
        if (loss < _faults.CallbackLossRate)
        {
            _world.AddCallback(_message.Sid, new TwilioCallback { Status = step.Status, At = _world.Time.GetUtcNow() });
            _firstCallback.TrySetResult();
            return;
        }

        if (shuffle < _faults.CallbackShuffleRate)
        {
            _held.Push(step);
            _firstCallback.TrySetResult();
        }
        else
        {
            Post(step);
            TellHeld();
        }

        if (repeat < _faults.CallbackRepeatRate) Post(step);
    }

    private void TellHeld()
    {
        while (_held.TryPop(out var step)) Post(step);
    }

    private void Post(TwilioStatus step)
    {
        _posting = AfterAsync(_posting);

        async Task AfterAsync(Task before)
        {
            await before;
            if (_epoch != _world.Late.Epoch) return;

            var callback = await _world.CallBackAsync(_message, Fields(step), step.Status);
            _world.AddCallback(_message.Sid, callback);
            _firstCallback.TrySetResult();
        }
    }

    private List<KeyValuePair<string, string>> Fields(TwilioStatus step)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("SmsSid", _message.Sid),
            new("SmsStatus", step.Status),
            new("MessageStatus", step.Status),
            new("To", _message.To),
            new("MessageSid", _message.Sid),
            new("AccountSid", _message.AccountSid),
            new("From", _message.From),
            new("ApiVersion", WebhookParameters.ApiVersion),
        };
        if (_message.ServiceSid is { } service) fields.Add(new("MessagingServiceSid", service));
        if (step.ErrorCode is { } code) fields.Add(new("ErrorCode", code.ToString(CultureInfo.InvariantCulture)));
        if (step.Status is "delivered" or "undelivered")
            fields.Add(new("RawDlrDoneDate", step.At.UtcDateTime.ToString("yyMMddHHmm", CultureInfo.InvariantCulture)));
        return fields;
    }
}
