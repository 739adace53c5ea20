using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>A contact as GoHighLevel has it: id, all its tags, and the user that it is given to, if any.</summary>
public sealed record CrmContact(string ContactId, IReadOnlyList<string> Tags, string? AssignedTo)
{
    public DoNotDisturb Dnd { get; init; } = DoNotDisturb.None;
}

/// <summary>GoHighLevel's contact calls (apps/contacts.json, version 2021-07-28).</summary>
public sealed class GoHighLevelContacts(GoHighLevelTransport transport)
{
    /// <summary>The contact with exactly this number (<c>GET /contacts/search/duplicate</c>), or null.</summary>
    public Task<CrmContact?> FindAsync(string locationId, PhoneNumber number, CancellationToken cancellationToken) => SearchAsync(
        locationId, "number", number.ToString(), found => PhoneNumber.TryParse(found.Phone, out var phone) && phone == number, cancellationToken);

    /// <summary>The contact with exactly this e-mail address (<c>GET /contacts/search/duplicate</c>), or null.</summary>
    public Task<CrmContact?> FindByMailAsync(string locationId, string mailAddress, CancellationToken cancellationToken) => SearchAsync(
        locationId, "email", mailAddress, found => mailAddress.Equals(found.Email, StringComparison.OrdinalIgnoreCase), cancellationToken);

    /// <summary>A contact's tags, owner and do-not-disturb (<c>GET /contacts/{id}</c>).</summary>
    public async Task<CrmContact> ReadAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            locationId, GoHighLevelTransport.ContactsVersion, HttpMethod.Get, Path(contactId), null,
            WireJson.Default.ContactAnswer, cancellationToken);
        return answer?.Contact is { } found
            ? Contact(contactId, found)
            : throw new GoHighLevelException(CallOutcome.MayHaveBeenDone, "GET /contacts", null, "EMPTY_ANSWER");
    }

    /// <summary>Creates a contact with its tag, platform and owner (<c>POST /contacts/</c>).</summary>
    /// <exception cref="GoHighLevelException">
    /// With <see cref="GoHighLevelException.ExistingContactId"/> when the location forbids duplicates and has one already.
    /// </exception>
    public async Task<CrmContact> CreateAsync(
        string locationId, NewContact contact, CallWindow window, CancellationToken cancellationToken)
    {
        var request = new CreateContactRequest(
            locationId, contact.Name, contact.MailAddress, contact.Number?.ToString(), [contact.Tag], contact.Platform,
            FieldsOf(contact.PlatformFieldId, contact.Platform),
            contact.AssignedTo);
        var body = new WindowedJsonContent<CreateContactRequest>(request, WireJson.Default.CreateContactRequest, window);
        var answer = await transport.SendAsync(
            locationId, GoHighLevelTransport.ContactsVersion, HttpMethod.Post, "/contacts/", body,
            WireJson.Default.ContactAnswer, cancellationToken);
        return answer?.Contact is { Id: { } id } made
            ? new CrmContact(id, [contact.Tag], contact.AssignedTo) { Dnd = DoNotDisturb.Of(made.Dnd, made.DndSettings) }
            : throw new GoHighLevelException(CallOutcome.MayHaveBeenDone, "POST /contacts/", null, "EMPTY_ANSWER");
    }

    /// <summary>Gives a contact to a user (<c>PUT /contacts/{id}</c>) and sends nothing else: tags sent there replace all.</summary>
    public Task AssignAsync(
        string locationId, string contactId, string userId, CallWindow window, CancellationToken cancellationToken) =>
        transport.SendAsync(
            locationId, GoHighLevelTransport.ContactsVersion, HttpMethod.Put, Path(contactId),
            new WindowedJsonContent<AssignRequest>(new AssignRequest(userId), WireJson.Default.AssignRequest, window),
            WireJson.Default.ContactAnswer, cancellationToken);

    /// <summary>Gives a contact without number its number and platform (<c>PUT /contacts/{id}</c>) and sends nothing else.</summary>
    /// <exception cref="GoHighLevelException">
    /// With <see cref="GoHighLevelException.ExistingContactId"/> when the location forbids duplicates and another contact has the number.
    /// </exception>
    public Task GiveNumberAsync(
        string locationId, string contactId, ShownNumber shown, CallWindow window, CancellationToken cancellationToken) =>
        transport.SendAsync(
            locationId, GoHighLevelTransport.ContactsVersion, HttpMethod.Put, Path(contactId),
            new WindowedJsonContent<NumberRequest>(
                new NumberRequest(shown.Number.ToString(), shown.Platform, FieldsOf(shown.PlatformFieldId, shown.Platform)),
                WireJson.Default.NumberRequest, window),
            WireJson.Default.ContactAnswer, cancellationToken);

    /// <summary>The search may answer with somebody else's contact; only the very one counts.</summary>
    private async Task<CrmContact?> SearchAsync(
        string locationId, string member, string value, Func<WireContact, bool> isIt, CancellationToken cancellationToken)
    {
        var query = $"/contacts/search/duplicate?locationId={Uri.EscapeDataString(locationId)}&{member}={Uri.EscapeDataString(value)}";
        var answer = await transport.SendAsync(
            locationId, GoHighLevelTransport.ContactsVersion, HttpMethod.Get, query, null, WireJson.Default.ContactAnswer, cancellationToken);
        return answer?.Contact is { Id: { } id } found && isIt(found) ? Contact(id, found) : null;
    }

    private static CustomFieldValue[]? FieldsOf(string? field, string platform) => field is null ? null : [new CustomFieldValue(field, platform)];

    internal static string Path(string contactId) => $"/contacts/{Uri.EscapeDataString(contactId)}";

    private static CrmContact Contact(string id, WireContact found) => new(
        id, found.Tags ?? [], string.IsNullOrEmpty(found.AssignedTo) ? null : found.AssignedTo)
    {
        Dnd = DoNotDisturb.Of(found.Dnd, found.DndSettings),
    };
}

/// <summary>What a new contact is made of.</summary>
/// <param name="Number">Its number, exactly as received; null where the platform hides it.</param>
/// <param name="Name">The display name that the platform gave, if any.</param>
/// <param name="Tag">The tag of the account that received the message.</param>
/// <param name="Platform">The platform's name, for the source and the custom field.</param>
/// <param name="PlatformFieldId">The location's custom field for the platform, if it was made.</param>
public sealed record NewContact(PhoneNumber? Number, string? Name, string Tag, string Platform, string? PlatformFieldId)
{
    /// <summary>Its e-mail address, where iMessage names it by one.</summary>
    public string? MailAddress { get; init; }

    /// <summary>True where the platform tells nothing by which it could be reached elsewhere.</summary>
    public bool HidesNumber => Number is null && MailAddress is null;

    /// <summary>The user that it is given to; null for nobody.</summary>
    public string? AssignedTo { get; init; }

    public override string ToString() => $"new contact of {Tag}";
}

/// <summary>What a contact gets whose number is no longer hidden.</summary>
/// <param name="Number">Its number, exactly as received.</param>
/// <param name="Platform">The platform's name, for the source and the custom field.</param>
/// <param name="PlatformFieldId">The location's custom field for the platform, if it was made.</param>
public sealed record ShownNumber(PhoneNumber Number, string Platform, string? PlatformFieldId)
{
    public override string ToString() => $"number {Number.Masked}";
}
