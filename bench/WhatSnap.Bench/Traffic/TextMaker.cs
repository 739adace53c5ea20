using System.Globalization;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.Traffic;

/// <summary>Makes texts to the demo number; the same seed makes the same ones.</summary>
internal sealed class TextMaker(int seed)
{
    private const long FirstNumber = 12_125_550_000;
    private const string Words = "Hello, when do you open? – ¿A qué hora? 🙂 ";

    // Repeatable on purpose; nothing secret depends on it.
    private readonly Random _random = new(seed);

    /// <summary>The number of a sender, from 0.</summary>
    public static string NumberOf(int sender) => $"+{(FirstNumber + sender).ToString(CultureInfo.InvariantCulture)}";

    public TwilioMessage WithText(int sender, string text) => Make("SM", sender, text, []);

    public TwilioMessage WithUniqueText(int sender) => WithText(sender, UniqueText());

    /// <summary>A text like no other one.</summary>
    public string UniqueText()
    {
        var times = _random.Next(1, 6);
        return string.Concat(Enumerable.Repeat(Words, times)) + Hex(12);
    }

    /// <summary>An empty body and one picture.</summary>
    public TwilioMessage WithPicture(int sender)
    {
        var bytes = Picture();
        return Make("MM", sender, "", [new TwilioMedia("ME" + Hex(32), "image/png", bytes)]);
    }

    /// <summary>The bytes of something that passes for a picture.</summary>
    public byte[] Picture()
    {
        var bytes = new byte[_random.Next(2_000, 20_000)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private TwilioMessage Make(string prefix, int sender, string text, IReadOnlyList<TwilioMedia> media) => new()
    {
        Sid = prefix + Hex(32),
        AccountSid = DemoAccount.TwilioAccount.Sid,
        From = NumberOf(sender),
        To = DemoAccount.Number,
        Body = text,
        Media = media,
        DateSent = TimeProvider.System.GetUtcNow(),
    };

    private string Hex(int digits)
    {
        var bytes = new byte[digits / 2];
        _random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
