using WhatSnap.Core.Messages;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>What GoHighLevel is told of a message (<c>PUT /conversations/messages/{messageId}/status</c>).</summary>
/// <param name="Status"><c>delivered</c>, <c>read</c> or <c>failed</c>.</param>
/// <param name="Code">Why it failed: the provider's code, else ours.</param>
/// <param name="Sentence">The same for a person.</param>
public sealed record StatusReport(string Status, string? Code, string? Sentence)
{
    /// <summary>The report of a message that has come to an end.</summary>
    public static StatusReport Of(MessageLink link)
    {
        if (link.State != SendStates.Failed) return new StatusReport(link.State.Code, null, null);
        var failure = Failures.Find(link.FailureCode ?? Failures.ProviderRefused.Code);
        return new StatusReport(link.State.Code, link.ProviderCode ?? failure.Code, TwilioErrors.Explain(link.ProviderCode) ?? $"{failure.Sentence} {failure.NextAction}");
    }
}
