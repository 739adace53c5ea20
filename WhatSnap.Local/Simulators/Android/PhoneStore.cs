namespace WhatSnap.Local.Simulators.Android;

/// <summary>What the app got when it was registered.</summary>
internal sealed record PhoneRegistration(string Id, string Token, string Login)
{
    public override string ToString() => Id;
}

/// <summary>A webhook of the server; its event is null when the app does not know it.</summary>
internal sealed record PhoneWebhook(string Id, Uri Url, string? Event);

/// <summary>A message in the phone's inbox.</summary>
/// <param name="At">When the phone got it.</param>
/// <param name="Tell">Makes the webhooks of it.</param>
internal sealed record InboxText(DateTimeOffset At, Action Tell)
{
    /// <summary>The app has told of it.</summary>
    public bool IsTold { get; set; }
}

/// <summary>What the phone keeps, also while the app is not running.</summary>
internal sealed class PhoneStore(AndroidPhoneOptions options)
{
    private const string KeyLetters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";
    private const int KeyLength = 8;
    private const int IdLength = 21;
    private readonly Random _random = new(options.Seed);
    private readonly Lock _lock = new();
    private PhoneSettings? _settings;

    public AndroidPhoneOptions Options => options;

    /// <summary>The server's address as it was typed.</summary>
    public string? ApiUrl { get; set; }

    public PhoneRegistration? Registration { get; set; }

    public bool IsOnline { get; set; } = true;

    public bool IsRunning { get; set; }

    public IReadOnlyList<PhoneWebhook> Webhooks { get; set; } = [];

    public PhoneSettings Settings
    {
        get
        {
            lock (_lock) return _settings ??= new PhoneSettings { SigningKey = NewId(KeyLength) };
        }

        set
        {
            lock (_lock) _settings = value;
        }
    }

    /// <summary>A value between the two, by the phone's dice.</summary>
    public double Between(double from, double to)
    {
        lock (_lock) return from + (Math.Max(from, to) - from) * _random.NextDouble();
    }

    public string NewId(int length = IdLength)
    {
        lock (_lock) return string.Create(length, _random, (letters, random) =>
        {
            for (var index = 0; index < letters.Length; index++) letters[index] = KeyLetters[random.Next(KeyLetters.Length)];
        });
    }

    /// <summary>The app as it was installed; the phone's own state stays.</summary>
    public void Clear()
    {
        lock (_lock) _settings = null;
        (ApiUrl, Registration, Webhooks, IsRunning) = (null, null, [], false);
    }
}
