using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

// Shapes of GoHighLevel's documents apps/contacts.json, apps/conversations.json, apps/locations.json, apps/oauth.json
// and apps/users.json.

internal sealed record CreateContactRequest(
    string LocationId, string? Name, string? Email, string? Phone, IReadOnlyList<string> Tags, string Source,
    IReadOnlyList<CustomFieldValue>? CustomFields, string? AssignedTo);

internal sealed record CustomFieldValue(string Id, [property: JsonPropertyName("field_value")] string FieldValue);

internal sealed record ContactAnswer(WireContact? Contact);

/// <summary>What is known of do-not-disturb is read leniently: a contact that can't be read could not be written to at all.</summary>
internal sealed record WireContact(
    string? Id, string? Phone, IReadOnlyList<string>? Tags, string? AssignedTo, JsonElement? Dnd, JsonElement? DndSettings)
{
    public string? Email { get; init; }
}

internal sealed record DndRequest(IReadOnlyDictionary<string, WireDnd> DndSettings);

internal sealed record WireDnd(string Status, string? Message, string? Code);

internal sealed record AssignRequest(string AssignedTo);

internal sealed record NumberRequest(string Phone, string Source, IReadOnlyList<CustomFieldValue>? CustomFields);

internal sealed record SearchRequest(
    string LocationId, int PageLimit, IReadOnlyList<SearchFilter> Filters, IReadOnlyList<SearchSort> Sort,
    JsonElement? SearchAfter);

internal sealed record SearchFilter(string Field, string Operator, string Value);

internal sealed record SearchSort(string Field, string Direction);

internal sealed record SearchAnswer(IReadOnlyList<WireFoundContact>? Contacts, int? Total);

internal sealed record WireFoundContact(string? Id, IReadOnlyList<string>? Tags, JsonElement? SearchAfter);

internal sealed record BulkTagsRequest(IReadOnlyList<string> Contacts, IReadOnlyList<string> Tags, string LocationId);

/// <summary>The document has an array of strings and an example of objects: read leniently.</summary>
internal sealed record BulkTagsAnswer(JsonElement? Responses);

internal sealed record TagsRequest(IReadOnlyList<string> Tags);

internal sealed record InboundRequest(
    string Type, string ContactId, string? ConversationProviderId, string? Message, IReadOnlyList<string>? Attachments,
    string? AltId, string Direction, DateTimeOffset Date);

internal sealed record InboundAnswer(string? ConversationId, string? MessageId);

internal sealed record StatusRequest(string Status, StatusError? Error);

internal sealed record StatusError(string Code, string Type, string Message);

internal sealed record ExportAnswer(IReadOnlyList<WireMessage>? Messages, string? NextCursor);

internal sealed record WireMessage(
    string? Id, string? Direction, string? Body, DateTimeOffset? DateAdded, IReadOnlyList<string>? Attachments);

internal sealed record UploadAnswer(IReadOnlyDictionary<string, string>? UploadedFiles);

internal sealed record LocationAnswer(WireLocation? Location);

internal sealed record WireLocation(
    string? Id, string? Name, string? Country, string? Timezone, string? CompanyId, WireLocationSettings? Settings);

internal sealed record WireLocationSettings(bool? AllowDuplicateContact);

internal sealed record LocationTagsAnswer(IReadOnlyList<WireNamed>? Tags);

internal sealed record WireNamed(string? Id, string? Name);

internal sealed record NameRequest(string Name);

internal sealed record ChannelsAnswer(WireChannels? ConversationChannel);

internal sealed record WireChannels([property: JsonPropertyName("SMS")] IReadOnlyList<WireChannel>? Sms);

internal sealed record WireChannel(WireProvider? ConversationProvider);

internal sealed record WireProvider(
    [property: JsonPropertyName("_id")] string? Id, string? Name, [property: JsonPropertyName("default")] bool? IsDefault);

internal sealed record UsersAnswer(IReadOnlyList<WireUser>? Users, int? Count);

internal sealed record WireUser(string? Id, string? Name, string? FirstName, string? LastName, WireRoles? Roles, bool? Deleted);

internal sealed record WireRoles(string? Role);

internal sealed record CustomFieldsAnswer(IReadOnlyList<WireNamed>? CustomFields);

internal sealed record CustomFieldAnswer(WireNamed? CustomField);

internal sealed record CreateCustomFieldRequest(string Name, string DataType, string Model);

/// <summary>The error shape; <c>message</c> is a string, or an array of strings for 422.</summary>
internal sealed record ErrorAnswer(JsonElement? Message, string? CanonicalCode, ErrorMeta? Meta);

internal sealed record ErrorMeta(string? ContactId);

/// <summary>A refusal of a token call: OAuth's own shape, or the error shape of other calls.</summary>
internal sealed record OAuthErrorAnswer(
    JsonElement? Error, [property: JsonPropertyName("error_description")] string? ErrorDescription, JsonElement? Message)
{
    /// <summary>OAuth's error code; never the free text of other shapes.</summary>
    public string? Code => Error is { ValueKind: JsonValueKind.String } text && text.TextOrNull() is { Length: < 64 } code ? code : null;
}

internal sealed record InstalledLocationsAnswer(IReadOnlyList<WireInstalledLocation>? Locations, int? Count);

internal sealed record WireInstalledLocation([property: JsonPropertyName("_id")] string? Id, bool? IsInstalled);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateContactRequest))]
[JsonSerializable(typeof(ContactAnswer))]
[JsonSerializable(typeof(TagsRequest))]
[JsonSerializable(typeof(InboundRequest))]
[JsonSerializable(typeof(StatusRequest))]
[JsonSerializable(typeof(InboundAnswer))]
[JsonSerializable(typeof(ExportAnswer))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(LocationAnswer))]
[JsonSerializable(typeof(LocationTagsAnswer))]
[JsonSerializable(typeof(NameRequest))]
[JsonSerializable(typeof(AssignRequest))]
[JsonSerializable(typeof(NumberRequest))]
[JsonSerializable(typeof(DndRequest))]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(BulkTagsRequest))]
[JsonSerializable(typeof(BulkTagsAnswer))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(ChannelsAnswer))]
[JsonSerializable(typeof(CustomFieldsAnswer))]
[JsonSerializable(typeof(CustomFieldAnswer))]
[JsonSerializable(typeof(CreateCustomFieldRequest))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(OAuthErrorAnswer))]
[JsonSerializable(typeof(InstalledLocationsAnswer))]
internal sealed partial class WireJson : JsonSerializerContext;
