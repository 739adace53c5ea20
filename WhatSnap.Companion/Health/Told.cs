namespace WhatSnap.Companion.Health;

/// <summary>Shows a finding and what to do about it.</summary>
internal sealed class Told(TextWriter output)
{
    /// <summary>Gives the finding's exit code.</summary>
    /// <param name="finding">What is wrong.</param>
    /// <param name="detail">What a report of it should name; never a person.</param>
    /// <param name="what">Which check found it.</param>
    public async Task<int> SayAsync(Finding finding, string? detail = null, string? what = null)
    {
        var name = what is null ? "" : $"{what}: ";
        await output.WriteLineAsync($"FAILED  {name}{finding.Sentence} ({finding.Code})");
        await output.WriteLineAsync($"        {finding.NextAction}");
        if (detail is not null) await output.WriteLineAsync($"        [{detail}]");
        return finding.ExitCode;
    }
}
