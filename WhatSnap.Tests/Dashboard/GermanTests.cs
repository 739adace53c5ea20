using System.Text.RegularExpressions;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Safety;
using static WhatSnap.Tests.Fixture.Documents;

namespace WhatSnap.Tests.Dashboard;

/// <summary>The dashboard has German words for exactly what the API says by code.</summary>
public sealed partial class GermanTests
{
    [Fact]
    public void States_signs_and_pauses_have_German_words() => Assert.Equal(
        AccountStates.All.Select(one => one.Code).Union(HealthSigns.All.Select(one => one.Code)).Union(LocationStates.All.Select(one => one.Code))
            .Union(PauseReasons.All.Select(one => one.Code)).Order(StringComparer.Ordinal),
        Codes("states", "states"));

    [Fact]
    public void Steps_have_German_titles_and_words()
    {
        Assert.Equal(StepFindings.All.Select(one => one.Code).Order(StringComparer.Ordinal), Codes("steps", "steps"));
        Assert.Equal(
            ConnectionSteps.Twilio.Keys.Union(ConnectionSteps.WhatsApp.Keys).Union(ConnectionSteps.Device.Keys).Union(ConnectionSteps.Checks.Keys).Order(StringComparer.Ordinal), Codes("steps", "stepTitles"));
    }

    [Fact]
    public void What_a_step_names_stands_in_the_German_words_too() => Assert.Equal(
        StepFindings.All.Where(one => one.Sentence.Contains("{0}", StringComparison.Ordinal)).Select(one => one.Code).Order(StringComparer.Ordinal),
        Block("steps", "steps").Split('\n').Where(line => line.Contains("{0}", StringComparison.Ordinal)).Select(line => Code().Match(line).Groups["code"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Checks_of_the_setup_have_German_titles_and_words()
    {
        Assert.Equal(OnboardingFindings.All.Select(one => one.Code).Order(StringComparer.Ordinal), Codes("setup", "setup"));
        Assert.Equal(OnboardingChecks.All.Select(one => one.Code).Order(StringComparer.Ordinal), Codes("setup", "setupTitles"));
    }

    [Fact]
    public void Failures_and_what_is_waited_for_have_German_words()
    {
        Assert.Equal(Failures.All.Select(one => one.Code).Order(StringComparer.Ordinal), Codes("failures", "failures"));
        Assert.Equal(WaitReasons.All.Select(one => one.Code).Order(StringComparer.Ordinal), Codes("failures", "waits"));
    }

    private static IEnumerable<string> Codes(string file, string name) =>
        Code().Matches(Block(file, name)).Select(match => match.Groups["code"].Value).Order(StringComparer.Ordinal);

    /// <summary>What stands between the braces of a constant.</summary>
    private static string Block(string file, string name)
    {
        var text = Read($"dashboard/src/strings/de/said/{file}.ts");
        var begin = text.IndexOf($"export const {name}:", StringComparison.Ordinal);
        return text[begin..text.IndexOf("\n};", begin, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"(?:^\s*|', )(?<code>[a-z0-9_]+): (?:\[|'|states\[)", RegexOptions.Multiline)]
    private static partial Regex Code();
}
