using System.Net;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>
/// Posts webhooks until they are accepted, up to twelve times more after the first, each after twice the wait (portal,
/// Integration Guide). The first attempts for one contact go out in order, unless the faults mix them.
/// </summary>
internal sealed class Postman(GoHighLevelWorld world)
{
    public const int MostRepeats = 12;

    /// <summary>By the real clock: where a test lets the time of the simulator run, it would cut off answers on their way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<PostedWebhook> _posted = [];
    private readonly Dictionary<string, int> _places = [];
    private readonly Dictionary<string, Task> _lanes = [];

    public RunningWork Work { get; } = new();

    public IReadOnlyList<PostedWebhook> Posted
    {
        get { lock (_gate) return [.. _posted]; }
    }

    /// <param name="webhook">What is posted, with no attempts yet.</param>
    /// <param name="lane">First attempts of one lane wait for each other.</param>
    /// <param name="begins">Told of each attempt before it.</param>
    /// <param name="ended">Told of each attempt after it.</param>
    public void Post(
        PostedWebhook webhook, string lane, Action? begins = null, Action<PostedWebhook>? ended = null)
    {
        var (faults, roll) = world.NextPostHabits();
        var epoch = world.Late.Epoch;
        lock (_gate)
        {
            _places.Add(webhook.WebhookId, _posted.Count);
            _posted.Add(webhook);
            var job = new Job(webhook, faults, roll, epoch, begins, ended);
            if (roll.Half < faults.PostReorderRate)
            {
                Work.Track(RunAsync(job, Task.CompletedTask));
                return;
            }

            Work.Track(RunAsync(job, _lanes.GetValueOrDefault(lane, Task.CompletedTask)));
            _lanes[lane] = job.FirstAttempt.Task;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _posted.Clear();
            _places.Clear();
            _lanes.Clear();
        }
    }

    private async Task RunAsync(Job job, Task before)
    {
        await Task.Yield();
        try
        {
            await before;
            await RepeatAsync(job);
        }
        catch (OperationCanceledException) when (world.Stopping.IsCancellationRequested)
        {
            // The simulator ends, and what it had to post with it.
        }
        finally
        {
            job.FirstAttempt.TrySetResult();
        }
    }

    private async Task RepeatAsync(Job job)
    {
        var (faults, roll) = (job.Faults, job.Roll);
        if (roll.Half < faults.PostReorderRate) await WaitAsync(faults.PostHoldMs * (1 + roll.Lateness));
        var wait = faults.PostBackoffMs * (1 + roll.Jitter / 4);
        for (var repeats = 0; !await TryAsync(job); repeats++, wait *= 2)
        {
            if (repeats == MostRepeats || job.Epoch != world.Late.Epoch) return;
            await WaitAsync(wait);
        }

        if (roll.Kind >= faults.PostRepeatRate) return;
        await WaitAsync(faults.PostHoldMs * roll.Lateness);
        await TryAsync(job);
    }

    private async Task<bool> TryAsync(Job job)
    {
        // A reset in between drops it.
        if (job.Epoch != world.Late.Epoch) return true;

        job.Begins?.Invoke();
        var attempt = new PostAttempt(world.Time.GetUtcNow(), (int?)await SendAsync(job.Webhook));
        var posted = job.Webhook;
        lock (_gate)
        {
            if (_places.TryGetValue(job.Webhook.WebhookId, out var place))
                _posted[place] = posted = _posted[place] with { Attempts = [.. _posted[place].Attempts, attempt] };
        }

        job.Ended?.Invoke(posted);
        job.FirstAttempt.TrySetResult();
        return attempt.IsAccepted;
    }

    private async Task<HttpStatusCode?> SendAsync(PostedWebhook webhook)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(world.Stopping);
        patience.CancelAfter(Patience);
        try
        {
            return await world.Webhooks.PostAsync(webhook.Address, webhook.Body, patience.Token);
        }
        catch (OperationCanceledException) when (!world.Stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private Task WaitAsync(double milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), world.Time, world.Stopping);

    private sealed record Job(
        PostedWebhook Webhook, GoHighLevelFaults Faults, FaultRoll Roll, long Epoch,
        Action? Begins, Action<PostedWebhook>? Ended)
    {
        public TaskCompletionSource FirstAttempt { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
