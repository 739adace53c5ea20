using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Flows;

namespace WhatSnap.Local.Flows;

/// <summary>One thing that happened to a flow, as it is recorded and answered again after a restart.</summary>
/// <param name="What">What the flow asked for; another question at this place means that the flow is not deterministic.</param>
/// <param name="Result">The activity's result or the event's value; null when the deadline passed or the flow was cancelled.</param>
/// <param name="At">When it happened.</param>
/// <param name="IsCancelled">Whether the flow had been asked to stop by then.</param>
/// <param name="IsFailed">True when the activity's last try failed.</param>
/// <param name="EventId">The event that was taken, so that it is not taken again.</param>
public sealed record FlowStep(
    string What, string? Result, DateTimeOffset At, bool IsCancelled, bool IsFailed = false, string? EventId = null)
{
    internal static string Write(IReadOnlyList<FlowStep> steps) =>
        JsonSerializer.Serialize(steps, FlowStepJson.Default.IReadOnlyListFlowStep);

    internal static IReadOnlyList<FlowStep> Read(string json) =>
        JsonSerializer.Deserialize(json, FlowStepJson.Default.IReadOnlyListFlowStep)!;
}

/// <summary>What a flow asks for.</summary>
public abstract record FlowOrder
{
    private FlowOrder()
    {
    }

    /// <summary>The question as it stands in the history.</summary>
    public abstract string What { get; }

    /// <summary>Run an activity.</summary>
    public sealed record Call(string Activity, string Input, FlowRetry Retry) : FlowOrder
    {
        public override string What => $"call {Activity} {Input}";
    }

    /// <summary>Wait for an event.</summary>
    public sealed record Wait(string Event, DateTimeOffset Until) : FlowOrder
    {
        public override string What => $"wait {Event} {Until:O}";
    }
}

[JsonSerializable(typeof(IReadOnlyList<FlowStep>))]
internal sealed partial class FlowStepJson : JsonSerializerContext;
