using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The location itself, its tags and its custom fields.</summary>
internal static class LocationEndpoints
{
    public static GoHighLevelAnswer Get(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.PathId);
        var location = state.Location;
        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["location"] = new JsonObject
            {
                ["id"] = location.Id,
                ["companyId"] = location.CompanyId,
                ["name"] = location.Name,
                ["country"] = location.Country,
                ["timezone"] = location.Timezone,
                ["settings"] = new JsonObject { ["allowDuplicateContact"] = location.AllowDuplicateContact },
            },
        });
    }

    public static GoHighLevelAnswer ListTags(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.PathId);
        var tags = state.Tags.Select(tag => Tag(tag, state));
        return GoHighLevelAnswer.Ok(new JsonObject { ["tags"] = new JsonArray([.. tags]) });
    }

    public static GoHighLevelAnswer CreateTag(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.PathId);
        ContactBodies.LocationTag.Demand(call.Body);
        var tag = state.EnsureTag(call.BodyText("name")!);
        return GoHighLevelAnswer.Ok(new JsonObject { ["tag"] = Tag(tag, state) });
    }

    /// <summary>Contacts keep the tag: the vendor documents nothing else.</summary>
    public static GoHighLevelAnswer DeleteTag(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.PathId);
        if (!state.RemoveTag(call.TagId)) throw GoHighLevelRefusal.BadRequest($"Tag not found for id: {call.TagId}");
        return GoHighLevelAnswer.Ok(new JsonObject { ["succeded"] = true });
    }

    public static GoHighLevelAnswer ListCustomFields(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.PathId);
        var model = call.QueryValue("model") ?? "all";
        var fields = state.CustomFields
            .Where(field => model == "all" || field.Model == model)
            .Select(field => CustomField(field, state));
        return GoHighLevelAnswer.Ok(new JsonObject { ["customFields"] = new JsonArray([.. fields]) });
    }

    public static GoHighLevelAnswer CreateCustomField(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.PathId);
        ContactBodies.CustomField.Demand(call.Body);
        var field = state.AddCustomField(
            call.BodyText("name")!, call.BodyText("dataType")!, call.BodyText("model") ?? "contact", call.Body);
        return GoHighLevelAnswer.Created(new JsonObject { ["customField"] = CustomField(field, state) });
    }

    private static JsonObject Tag(LocationTag tag, LocationState state) =>
        new JsonObject { ["id"] = tag.Id, ["name"] = tag.Name, ["locationId"] = state.Location.Id };

    private static JsonObject CustomField(LocationCustomField field, LocationState state) => new JsonObject
    {
        ["id"] = field.Id,
        ["name"] = field.Name,
        ["fieldKey"] = $"{field.Model}.{field.Name.ToLowerInvariant().Replace(' ', '_')}",
        ["placeholder"] = field.Placeholder,
        ["dataType"] = field.DataType,
        ["position"] = field.Position,
        ["locationId"] = state.Location.Id,
        ["model"] = field.Model,
    };
}
