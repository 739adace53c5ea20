using CsCheck;
using WhatSnap.Core.Consent;

namespace WhatSnap.Tests.Consent;

/// <summary>Which texts are words that stop or start messages.</summary>
public sealed class ConsentWordsTests
{
    [Theory]
    [InlineData("STOP", "STOP", true)]
    [InlineData("stop", "STOP", true)]
    [InlineData("  Stop!! ", "STOP", true)]
    [InlineData("Stop.\n", "STOP", true)]
    [InlineData("opt-out", "OPT OUT", true)]
    [InlineData("stop  all", "STOP ALL", true)]
    [InlineData("arret", "ARRÊT", true)]
    [InlineData("Arrêt.", "ARRÊT", true)]
    [InlineData("desabonner", "DÉSABONNER", true)]
    [InlineData("sair", "SAIR", true)]
    [InlineData("Baja", "BAJA", true)]
    [InlineData("Abmelden", "ABMELDEN", true)]
    [InlineData("afmelden", "AFMELDEN", true)]
    [InlineData("disiscrivimi", "DISISCRIVIMI", true)]
    [InlineData("\u200eSTOP", "STOP", true)]
    [InlineData("start", "START", false)]
    [InlineData("Unstop", "UNSTOP", false)]
    [InlineData("yes", "YES", false)]
    public void A_text_that_is_a_word_and_nothing_else_counts(string text, string word, bool isStop) =>
        Assert.Equal(new ConsentWord(word, isStop), ConsentWords.Find(text));

    [Theory]
    [InlineData("stop please")]
    [InlineData("please stop")]
    [InlineData("stop?")]
    [InlineData("\"stop\"")]
    [InlineData("don't stop")]
    [InlineData("stop 1")]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("para")]
    [InlineData("🛑")]
    [InlineData("STOP\ud83d")]
    public void Any_other_text_is_an_ordinary_message(string text) => Assert.Null(ConsentWords.Find(text));

    [Fact]
    public void No_word_both_stops_and_starts()
    {
        foreach (var language in ConsentWords.All)
        {
            Assert.All(language.Stop, word => Assert.True(ConsentWords.Find(word)!.IsStop, word));
            Assert.All(language.Start, word => Assert.False(ConsentWords.Find(word)!.IsStop, word));
        }
    }

    [Fact]
    public void Any_text_can_be_looked_at() => Gen.String.Sample(text => ConsentWords.Find(text) is null || text.Length > 0);
}
