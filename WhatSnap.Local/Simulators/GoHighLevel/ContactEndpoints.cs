using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Creating, finding and changing contacts.</summary>
internal sealed class ContactEndpoints(GoHighLevelWorld world)
{
    public static GoHighLevelAnswer FindDuplicate(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.QueryValue("locationId"));
        var match = state.Contacts.Find(PhoneText.Normalize(call.QueryValue("number")), call.QueryValue("email"));
        var contact = match is null ? null : ContactJson.Of(match.Contact);
        return GoHighLevelAnswer.Ok(new JsonObject { ["contact"] = contact });
    }

    public GoHighLevelAnswer Create(GoHighLevelCall call, LocationState state)
    {
        ContactBodies.Create.Demand(call.Body);
        Access.DemandLocation(state, call.BodyText("locationId"));
        DemandUser(call, state);
        var contact = Store(state, call.Body, forceNew: false);
        return GoHighLevelAnswer.Created(new JsonObject { ["contact"] = ContactJson.Of(contact) });
    }

    public GoHighLevelAnswer Upsert(GoHighLevelCall call, LocationState state)
    {
        ContactBodies.Upsert.Demand(call.Body);
        Access.DemandLocation(state, call.BodyText("locationId"));
        DemandUser(call, state);
        var wantsNew = state.Location.AllowDuplicateContact
            && call.Body.TryGetProperty("createNewIfDuplicateAllowed", out var flag)
            && flag.ValueKind == JsonValueKind.True;
        var known = wantsNew
            ? null
            : state.Contacts.Find(PhoneText.Normalize(call.BodyText("phone")), call.BodyText("email"));

        // Two upserts of one new number can meet here; the second is refused as a duplicate.
        var contact = known is null
            ? Store(state, call.Body, forceNew: wantsNew)
            : Change(state, known.Contact.Id, ignoreTwins: true, before => ApplyButKeepPhone(state, before, call.Body));
        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["new"] = known is null,
            ["contact"] = ContactJson.Of(contact),
            ["traceId"] = GoHighLevelAnswer.TraceId(),
        });
    }

    public GoHighLevelAnswer Get(GoHighLevelCall call, LocationState state)
    {
        var contact = Access.DemandContact(world, state, call.PathId);
        return GoHighLevelAnswer.Ok(new JsonObject { ["contact"] = ContactJson.Of(contact) });
    }

    public GoHighLevelAnswer Update(GoHighLevelCall call, LocationState state)
    {
        ContactBodies.Update.Demand(call.Body);
        var known = Access.DemandContact(world, state, call.PathId);
        DemandUser(call, state);
        var contact = Change(state, known.Id, ignoreTwins: false, before => ContactChange.Apply(before, call.Body));
        return GoHighLevelAnswer.Ok(new JsonObject { ["succeded"] = true, ["contact"] = ContactJson.Of(contact) });
    }

    public GoHighLevelAnswer Delete(GoHighLevelCall call, LocationState state)
    {
        state.Contacts.Delete(Access.DemandContact(world, state, call.PathId).Id);
        return GoHighLevelAnswer.Ok(new JsonObject { ["succeded"] = true });
    }

    public GoHighLevelAnswer AddTags(GoHighLevelCall call, LocationState state)
    {
        var (contact, sent) = TagCall(call, state);
        var added = sent.Except(contact.Tags, StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var tag in added) state.EnsureTag(tag);

        state.Contacts.TryChange(
            contact.Id,
            allowDuplicates: true,
            known => known with { Tags = ContactChange.Distinct(known.Tags.Concat(sent)) },
            out var changed);
        return GoHighLevelAnswer.Created(new JsonObject
        {
            ["tags"] = ContactJson.Texts(changed.Tags),
            ["tagsAdded"] = ContactJson.Texts(added),
        });
    }

    public GoHighLevelAnswer RemoveTags(GoHighLevelCall call, LocationState state)
    {
        var (contact, sent) = TagCall(call, state);
        state.Contacts.TryChange(
            contact.Id,
            allowDuplicates: true,
            known => known with { Tags = [.. known.Tags.Except(sent, StringComparer.OrdinalIgnoreCase)] },
            out var changed);
        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["tags"] = ContactJson.Texts(changed.Tags),
            ["tagsRemoved"] = ContactJson.Texts(contact.Tags.Intersect(sent, StringComparer.OrdinalIgnoreCase)),
        });
    }

    private (SimulatedContact Contact, IReadOnlyList<string> Sent) TagCall(GoHighLevelCall call, LocationState state)
    {
        ContactBodies.Tags.Demand(call.Body);
        var contact = Access.DemandContact(world, state, call.PathId);
        return (contact, ContactChange.Distinct(ContactChange.Texts(call.Body.GetProperty("tags"))));
    }

    /// <summary>Assumed: the vendor documents no answer for an owner who is no user of the location.</summary>
    private static void DemandUser(GoHighLevelCall call, LocationState state)
    {
        if (call.BodyText("assignedTo") is { Length: > 0 } userId && state.Users.All(user => user.Id != userId))
            throw GoHighLevelRefusal.BadRequest($"User not found for id: {userId}");
    }

    private SimulatedContact Store(LocationState state, JsonElement body, bool forceNew)
    {
        var now = world.Time.GetUtcNow();
        var blank = new SimulatedContact
        {
            Id = VendorId.New(),
            LocationId = state.Location.Id,
            DateAdded = now,
            DateUpdated = now,
        };
        var contact = ContactChange.Apply(blank, body);
        if (contact.Phone is not null && world.Faults.RefusePhones.Contains(contact.Phone))
            throw GoHighLevelRefusal.Unprocessable("phone must be a valid phone number");

        if (world.TryAddContact(state, contact, forceNew) is { } twin) throw Duplicate(twin);

        foreach (var tag in contact.Tags) state.EnsureTag(tag);
        return contact;
    }

    /// <summary>An upsert that finds its contact by e-mail ignores a phone number that is another contact's.</summary>
    private static SimulatedContact ApplyButKeepPhone(LocationState state, SimulatedContact before, JsonElement body)
    {
        var after = ContactChange.Apply(before, body);
        var owner = state.Contacts.Find(after.Phone, email: null)?.Contact;
        return owner is null || owner.Id == before.Id ? after : after with { Phone = before.Phone };
    }

    private static SimulatedContact Change(
        LocationState state, string id, bool ignoreTwins, Func<SimulatedContact, SimulatedContact> change)
    {
        var twin = state.Contacts.TryChange(
            id, ignoreTwins || state.Location.AllowDuplicateContact, change, out var changed);
        if (twin is not null) throw Duplicate(twin);

        foreach (var tag in changed.Tags) state.EnsureTag(tag);
        return changed;
    }

    private static GoHighLevelRefusal Duplicate(ContactMatch twin)
    {
        var answer = GoHighLevelAnswer.Error(
            StatusCodes.Status400BadRequest, "This location does not allow duplicated contacts.");
        answer.Body!["meta"] = new JsonObject
        {
            ["contactId"] = twin.Contact.Id,
            ["matchingField"] = twin.Field,
            ["contactName"] = twin.Contact.Name,
        };
        return new GoHighLevelRefusal(answer);
    }
}
