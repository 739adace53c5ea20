using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Tests.Hosting;

/// <summary>Everything that this process tells of itself: logs, traces, metrics, storage events, exceptions.</summary>
internal sealed class Capture : ILoggerProvider
{
    private readonly ConcurrentQueue<Captured> _all = new();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly StorageEvents _storage;

    public Capture()
    {
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>(Measure);
        _meters.SetMeasurementEventCallback<int>(Measure);
        _meters.SetMeasurementEventCallback<double>(Measure);
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Trace,
        };
        ActivitySource.AddActivityListener(_activities);
        AppDomain.CurrentDomain.FirstChanceException += Throw;
        _storage = new StorageEvents(text => Add("storage", "", text));
    }

    public IReadOnlyCollection<Captured> All => _all;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Throw;
        _storage.Dispose();
        _activities.Dispose();
        _meters.Dispose();
    }

    private void Add(string kind, string source, params IEnumerable<object?> parts) =>
        _all.Enqueue(new Captured(kind, source, string.Join(" | ", parts)));

    private void Throw(object? sender, FirstChanceExceptionEventArgs thrown) =>
        Add("exception", thrown.Exception.GetType().Name, thrown.Exception.Message);

    private void Trace(Activity activity) => Add(
        "trace", activity.Source.Name,
        [
            activity.OperationName, activity.DisplayName, activity.StatusDescription,
            .. activity.TagObjects.Select(tag => (object?)$"{tag.Key}={tag.Value}"),
            .. activity.Baggage.Select(item => (object?)$"{item.Key}={item.Value}"),
            .. activity.Events.SelectMany(one => one.Tags).Select(tag => (object?)$"{tag.Key}={tag.Value}"),
        ]);

    private void Measure<T>(
        Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var parts = new List<object?> { instrument.Name };
        foreach (var tag in tags) parts.Add($"{tag.Key}={tag.Value}");
        Add("metric", instrument.Meter.Name, parts);
    }

    private sealed class Logger(Capture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            capture.Add("scope", category, Describe(state));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            capture.Add("log", category, formatter(state, exception), Describe(state), exception);

        private static string Describe(object? state) => state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"))
            : $"{state}";
    }

    /// <summary>The Azure SDK's own events, which hosts forward to their logs.</summary>
    private sealed class StorageEvents(Action<string> add) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name.StartsWith("Azure-", StringComparison.Ordinal)) EnableEvents(eventSource, EventLevel.Verbose);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            add?.Invoke($"{eventData.EventName} {string.Join(' ', eventData.Payload ?? new([]))}");
    }
}

/// <summary>One thing that was told.</summary>
/// <param name="Kind">log, scope, trace, metric, storage or exception.</param>
/// <param name="Source">Category, source or type.</param>
/// <param name="Text">All of it.</param>
internal sealed record Captured(string Kind, string Source, string Text);
