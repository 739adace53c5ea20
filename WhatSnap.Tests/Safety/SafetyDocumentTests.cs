using WhatSnap.Core.Accounts;
using WhatSnap.Core.Safety;
using static WhatSnap.Tests.Fixture.Documents;

namespace WhatSnap.Tests.Safety;

/// <summary>What the document of safety lists is what the code has.</summary>
public sealed class SafetyDocumentTests
{
    [Fact]
    public void The_document_of_safety_has_exactly_the_limits_of_the_code()
    {
        var listed = Rows("docs/safety.md").Where(cells => cells.Length == 9 && cells[0] != "Kind").Select(cells => string.Join('|', cells));

        Assert.Equal(
            SafetyTable.All.SelectMany(limits => limits.Ramp.Select(step => string.Join(
                '|', PlatformNames.Of(limits.Platform), SafetyModes.NameOf(limits.Mode), step.FromDay, step.Hourly, step.Daily, step.Strangers, limits.SameText,
                SpacingOf(limits.Between), SpacingOf(limits.BeforeAnswers)))),
            listed);
    }

    [Fact]
    public void The_document_of_safety_has_exactly_the_reasons_to_pause()
    {
        var listed = Rows("docs/safety.md").Where(cells => cells.Length == 5 && cells[0].StartsWith('`')).ToList();

        Assert.Equal(
            PauseReasons.All.Select(reason => (reason.Code, PauseView.NameOf(reason.Scope), reason.Sentence, reason.NextAction)),
            listed.Select(cells => (cells[0].Trim('`'), cells[1], cells[3], cells[4])));
        Assert.All(
            PauseReasons.All.Zip(listed), pair => Assert.Contains($"{pair.First.For.TotalHours} h", pair.Second[2], StringComparison.Ordinal));
    }

    private static string SpacingOf(Spacing spacing) =>
        spacing.MostSeconds == 0 ? "0" : $"{spacing.LeastSeconds} to {spacing.MostSeconds}";
}
