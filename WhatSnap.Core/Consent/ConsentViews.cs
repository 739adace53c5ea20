using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.Consent;

/// <summary>Body of <c>POST /api/consent</c>.</summary>
/// <param name="ContactId">GoHighLevel's id of the contact.</param>
/// <param name="State"><c>stopped</c> or <c>started</c>.</param>
/// <param name="Note">Where it came from.</param>
internal sealed record ConsentRequest(string? ContactId, string? State, string? Note);

/// <summary>Where a contact stands.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="State"><c>stopped</c>, <c>started</c>, or <c>none</c> when nothing was ever recorded.</param>
/// <param name="Since">Since when; null when nothing was recorded.</param>
/// <param name="IsToldToGoHighLevel">False while GoHighLevel was not told yet; WhatSnap keeps to it all the same.</param>
/// <param name="DoNotDisturb">Do-not-disturb in GoHighLevel; null while it was not seen.</param>
/// <param name="Changes">What was recorded, the newest first.</param>
/// <param name="Notice">What a person has to know besides.</param>
public sealed record ConsentView(
    string ContactId, string State, DateTimeOffset? Since, bool IsToldToGoHighLevel, DoNotDisturbView? DoNotDisturb,
    IReadOnlyList<ConsentChangeView> Changes, string? Notice)
{
    internal const string Stopped = "stopped";
    internal const string Started = "started";

    internal static ConsentView Of(
        string contactId, ConsentState? state, DoNotDisturb? dnd, IReadOnlyList<ConsentEntry> changes, string? notice) => new(
        contactId, state is null ? "none" : NameOf(state.Entry), state?.Entry.At, state?.IsTold ?? true,
        dnd is null ? null : new DoNotDisturbView(dnd.All, dnd.Sms, dnd.WhatsApp), [.. changes.Select(ConsentChangeView.Of)], notice);

    internal static string NameOf(ConsentEntry entry) => entry.IsStop ? Stopped : Started;
}

/// <summary>Do-not-disturb in GoHighLevel.</summary>
/// <param name="All">For every channel.</param>
/// <param name="Sms">For SMS, as which GoHighLevel counts all that WhatSnap sends.</param>
/// <param name="WhatsApp">For WhatsApp.</param>
public sealed record DoNotDisturbView(bool All, bool Sms, bool WhatsApp);

/// <summary>One change of a contact's consent.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="State"><c>stopped</c> or <c>started</c>.</param>
/// <param name="At">When the message was written that shows it.</param>
/// <param name="Evidence">A code of the evidence.</param>
/// <param name="Sentence">The same in words.</param>
/// <param name="Detail">The word, Twilio's type or the person's note.</param>
/// <param name="AccountId">The account; null for what a person recorded.</param>
/// <param name="MessageId">The provider's id of the message.</param>
/// <param name="UserId">The person who recorded it.</param>
public sealed record ConsentChangeView(
    string ContactId, string State, DateTimeOffset At, string Evidence, string Sentence, string? Detail, string? AccountId, string? MessageId, string? UserId)
{
    internal static ConsentChangeView Of(ConsentEntry entry) => new(
        entry.ContactId, ConsentView.NameOf(entry), entry.At, entry.Evidence.Code, entry.Evidence.Sentence, entry.Detail, entry.AccountId, entry.MessageId,
        entry.UserId);
}

/// <summary>A page of opt-outs.</summary>
/// <param name="OptOuts">The newest first.</param>
/// <param name="Next">What <c>after</c> is for the next page; null for the last one.</param>
public sealed record OptOutsView(IReadOnlyList<ConsentChangeView> OptOuts, string? Next);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ConsentRequest))]
[JsonSerializable(typeof(ConsentView))]
[JsonSerializable(typeof(OptOutsView))]
internal sealed partial class ConsentJson : JsonSerializerContext;
