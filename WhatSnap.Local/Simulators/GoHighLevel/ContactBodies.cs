namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The bodies of the contact and location endpoints, member by member from the vendor's documents.</summary>
internal static class ContactBodies
{
    private static readonly BodyShape DndSetting = new(
        new BodyMember("status", BodyKind.Text, Required: true) { Values = ["active", "inactive", "permanent"] },
        new BodyMember("message", BodyKind.Text),
        new BodyMember("code", BodyKind.Text));

    private static readonly BodyShape DndSettings = new(
        new[] { "Call", "Email", "SMS", "WhatsApp", "GMB", "FB" }
            .Select(channel => new BodyMember(channel, BodyKind.Object) { Shape = DndSetting }));

    private static readonly BodyShape InboundDndSettings = new(
        new BodyMember("all", BodyKind.Object)
        {
            Shape = new BodyShape(
                new BodyMember("status", BodyKind.Text, Required: true) { Values = ["active", "inactive"] },
                new BodyMember("message", BodyKind.Text)),
        });

    private static readonly BodyMember[] Editable =
    [
        .. new[]
        {
            "firstName", "lastName", "name", "email", "phone", "address1", "city", "state", "postalCode", "website",
            "timezone", "source", "dateOfBirth", "country", "assignedTo",
        }.Select(name => new BodyMember(name, BodyKind.Text)),
        new("dnd", BodyKind.Flag),
        new("dndSettings", BodyKind.Object) { Shape = DndSettings },
        new("inboundDndSettings", BodyKind.Object) { Shape = InboundDndSettings },
        new("tags", BodyKind.Texts),
        new("customFields", BodyKind.Objects)
        {
            Shape = new BodyShape(
                new BodyMember("id", BodyKind.Text),
                new BodyMember("key", BodyKind.Text),
                new BodyMember("field_value", BodyKind.Any)),
        },
    ];

    private static readonly BodyMember[] Creatable =
    [
        .. Editable,
        new("locationId", BodyKind.Text, Required: true),
        new("gender", BodyKind.Text),
        new("companyName", BodyKind.Text),
    ];

    public static BodyShape Update { get; } = new(Editable);

    public static BodyShape Create { get; } = new(Creatable);

    public static BodyShape Upsert { get; } =
        new([.. Creatable, new BodyMember("createNewIfDuplicateAllowed", BodyKind.Flag)]);

    public static BodyShape Tags { get; } = new(new BodyMember("tags", BodyKind.Texts, Required: true));

    public static BodyShape BulkTags { get; } = new(
        new BodyMember("contacts", BodyKind.Texts, Required: true),
        new BodyMember("tags", BodyKind.Texts, Required: true),
        new BodyMember("locationId", BodyKind.Text, Required: true),
        new BodyMember("removeAllTags", BodyKind.Flag));

    public static BodyShape LocationTag { get; } = new(new BodyMember("name", BodyKind.Text, Required: true));

    public static BodyShape CustomField { get; } = new(
        new BodyMember("name", BodyKind.Text, Required: true),
        new BodyMember("dataType", BodyKind.Text, Required: true),
        new BodyMember("placeholder", BodyKind.Text),
        new BodyMember("acceptedFormat", BodyKind.Texts),
        new BodyMember("isMultipleFile", BodyKind.Flag),
        new BodyMember("maxNumberOfFiles", BodyKind.Number),
        new BodyMember("textBoxListOptions", BodyKind.List),
        new BodyMember("position", BodyKind.Number),
        new BodyMember("model", BodyKind.Text) { Values = ["contact", "opportunity"] });

    public static BodyShape Search { get; } = new(
        new BodyMember("locationId", BodyKind.Text, Required: true),
        new BodyMember("page", BodyKind.Number),
        new BodyMember("pageLimit", BodyKind.Number, Required: true),
        new BodyMember("searchAfter", BodyKind.List),
        new BodyMember("query", BodyKind.Text),
        new BodyMember("filters", BodyKind.Objects),
        new BodyMember("sort", BodyKind.Objects)
        {
            Shape = new BodyShape(
                new BodyMember("field", BodyKind.Text),
                new BodyMember("direction", BodyKind.Text) { Values = ["asc", "desc"] }),
        });
}
