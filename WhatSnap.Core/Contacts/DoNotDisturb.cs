using System.Text.Json;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Contacts;

/// <summary>
/// GoHighLevel's do-not-disturb of a contact, as far as it concerns messages: for everything, for SMS (as which GoHighLevel hands
/// over all that WhatSnap sends), or for WhatsApp.
/// </summary>
/// <param name="All">For every channel (<c>dnd</c>).</param>
/// <param name="Sms">For SMS (<c>dndSettings.SMS</c>).</param>
/// <param name="WhatsApp">For WhatsApp (<c>dndSettings.WhatsApp</c>).</param>
public sealed record DoNotDisturb(bool All, bool Sms, bool WhatsApp)
{
    /// <summary>GoHighLevel's name of the channel.</summary>
    public const string SmsChannel = "SMS";

    /// <inheritdoc cref="SmsChannel"/>
    public const string WhatsAppChannel = "WhatsApp";

    public static readonly DoNotDisturb None = new(false, false, false);

    private const string AllName = "all";

    /// <summary>Whether a message may not go out through an account of a platform.</summary>
    public bool Blocks(Platform platform) => All || Sms || (WhatsApp && platform == Platform.WhatsApp);

    /// <summary>Do-not-disturb as a contact's members <c>dnd</c> and <c>dndSettings</c> show it; what is missing is off.</summary>
    public static DoNotDisturb Of(JsonElement? dnd, JsonElement? settings) => new(
        dnd is { ValueKind: JsonValueKind.True }, IsOn(settings, SmsChannel), IsOn(settings, WhatsAppChannel));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static DoNotDisturb Parse(string text)
    {
        var names = text.Split(',');
        return new DoNotDisturb(names.Contains(AllName), names.Contains(SmsChannel), names.Contains(WhatsAppChannel));
    }

    public override string ToString() => string.Join(
        ',', new[] { All ? AllName : null, Sms ? SmsChannel : null, WhatsApp ? WhatsAppChannel : null }.OfType<string>());

    /// <summary>True for a status that keeps messages back; <c>permanent</c> is one that GoHighLevel itself does not lift.</summary>
    internal static bool IsOn(string? status) => status is "active" or "permanent";

    private static bool IsOn(JsonElement? settings, string channel) =>
        settings is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(channel, out var one)
        && one.ValueKind == JsonValueKind.Object && one.TryGetProperty("status", out var status) && IsOn(status.TextOrNull());
}

/// <summary>What an event says of a contact's do-not-disturb.</summary>
/// <param name="Whole">Do-not-disturb when the event shows it whole; null when it shows no channels.</param>
/// <param name="All">Whether it is on for everything; null when the event does not say.</param>
public sealed record DndNews(DoNotDisturb? Whole, bool? All)
{
    /// <summary>What is known after it, with what was known before; null for what has to be asked for.</summary>
    public DoNotDisturb? After(DoNotDisturb? before) => Whole ?? (All is { } all ? before is null ? null : before with { All = all } : null);
}
