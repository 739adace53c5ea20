namespace WhatSnap.Core.Pairing;

/// <summary>The attempt to connect an account, as its owner watches it.</summary>
/// <param name="StartedAt">When the attempt began.</param>
/// <param name="Steps">The steps so far, in their order.</param>
/// <param name="Question">What the owner is asked; null while nothing is.</param>
/// <param name="Answer">What the owner answered: <c>yes</c> or <c>no</c>; null before that.</param>
/// <param name="EndCode">How it ended, a code of <see cref="ConnectionEnds"/>; null while it goes on.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record Connection(
    DateTimeOffset StartedAt, IReadOnlyList<StepResult> Steps, IReadOnlyList<StepResult>? Question, string? Answer,
    string? EndCode, DateTimeOffset? EndedAt)
{
    public static Connection Begin(DateTimeOffset now) => new(now, [], null, null, null, null);

    /// <summary>With the results of a step in the place of earlier ones of the same steps.</summary>
    public Connection With(string step, IReadOnlyList<StepResult> results) =>
        this with
        {
            Steps = [.. Steps.Where(known => known.Step != step && results.All(result => result.Step != known.Step)), .. results],
        };
}

/// <summary>What one step found.</summary>
/// <param name="Step">The step, a code of <see cref="ConnectionSteps"/>.</param>
/// <param name="Code">What it found, a code of <see cref="StepFindings"/>.</param>
/// <param name="Detail">A value for the sentence: a name, an amount, a host; never a secret or a number.</param>
public sealed record StepResult(string Step, string Code, string? Detail = null);

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>The step passed.</summary>
    Passed,

    /// <summary>It goes on, but the owner should know.</summary>
    Warning,

    /// <summary>The owner decides.</summary>
    Question,

    /// <summary>The connection ends here and everything is put back.</summary>
    Failed,

    /// <summary>The step is under way.</summary>
    Running,
}
