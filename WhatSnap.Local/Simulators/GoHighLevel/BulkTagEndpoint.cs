using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>POST /contacts/bulk/tags/update/{type}: a success as a whole, with an error for each contact that is none.</summary>
internal sealed class BulkTagEndpoint(GoHighLevelWorld world)
{
    public GoHighLevelAnswer Run(GoHighLevelCall call, LocationState state)
    {
        if (call.PathId is not ("add" or "remove"))
            throw GoHighLevelRefusal.Unprocessable("type must be one of the following values: add, remove");
        ContactBodies.BulkTags.Demand(call.Body);
        Access.DemandLocation(state, call.BodyText("locationId"));
        var isAdd = call.PathId == "add";
        var removesAll = call.Body.TryGetProperty("removeAllTags", out var flag)
            && flag.ValueKind == JsonValueKind.True;
        if (isAdd && removesAll) throw GoHighLevelRefusal.Unprocessable("removeAllTags can only be used with remove type");

        var sent = ContactChange.Distinct(ContactChange.Texts(call.Body.GetProperty("tags")));
        var answers = ContactChange.Texts(call.Body.GetProperty("contacts")).Distinct()
            .Select(id => Change(state, id, tags => isAdd ? ContactChange.Distinct(tags.Concat(sent))
                : removesAll ? [] : [.. tags.Except(sent, StringComparer.OrdinalIgnoreCase)]))
            .ToList();
        if (isAdd) foreach (var tag in sent) state.EnsureTag(tag);
        var errors = answers.Count(answer => answer["type"]!.GetValue<string>() == "error");
        return GoHighLevelAnswer.Created(new JsonObject
        {
            ["succeded"] = true,
            ["errorCount"] = errors,
            ["responses"] = new JsonArray([.. answers]),
        });
    }

    private JsonObject Change(LocationState state, string id, Func<IReadOnlyList<string>, IReadOnlyList<string>> change)
    {
        var owner = world.LocationOfContact(id);
        if (owner is null) return Error(id, "contact id is not a valid firebase id");
        if (owner != state) return Error(id, "contact does not belong to location");
        if (state.Contacts.Get(id) is not { } before) return Error(id, "contact is deleted");

        // A call that changes nothing leaves no trace in the index.
        var after = before;
        if (!change(before.Tags).SequenceEqual(before.Tags))
            state.Contacts.TryChange(id, allowDuplicates: true, known => known with { Tags = change(known.Tags) }, out after);
        return new JsonObject
        {
            ["contactId"] = id,
            ["message"] = "Tags updated",
            ["type"] = "success",
            ["oldTags"] = ContactJson.Texts(before.Tags),
            ["tagsAdded"] = ContactJson.Texts(after.Tags.Except(before.Tags)),
            ["tagsRemoved"] = ContactJson.Texts(before.Tags.Except(after.Tags)),
        };
    }

    private static JsonObject Error(string id, string message) =>
        new() { ["contactId"] = id, ["message"] = message, ["type"] = "error" };
}
