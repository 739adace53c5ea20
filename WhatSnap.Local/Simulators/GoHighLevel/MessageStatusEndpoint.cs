using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>PUT /conversations/messages/{messageId}/status: what the provider says about a message that it was handed.</summary>
internal sealed class MessageStatusEndpoint(GoHighLevelWorld world)
{
    private static readonly BodyShape Shape = new(
        new BodyMember("status", BodyKind.Text, Required: true) { Values = ["delivered", "failed", "pending", "read"] },
        new BodyMember("error", BodyKind.Object)
        {
            Shape = new BodyShape(
                new BodyMember("code", BodyKind.Text, Required: true),
                new BodyMember("type", BodyKind.Text, Required: true),
                new BodyMember("message", BodyKind.Text, Required: true)),
        },
        new BodyMember("emailMessageId", BodyKind.Text),
        new BodyMember("recipients", BodyKind.Texts));

    public GoHighLevelAnswer Set(GoHighLevelCall call, LocationState state)
    {
        Shape.Demand(call.Body);
        var status = call.BodyText("status")!;
        var error = ErrorOf(call.Body);
        if (status == "failed" && error is null) throw GoHighLevelRefusal.Unprocessable("error must be an object");

        var message = world.Log.Get(call.PathId) ?? throw GoHighLevelRefusal.NotFound($"Message not found for id: {call.PathId}");
        if (message.LocationId != state.Location.Id) throw GoHighLevelRefusal.OtherLocation();
        DemandProvider(call, message);

        world.Log.Change(message.Id, known => known.With(new SimulatedStatus(status, world.Time.GetUtcNow(), error)));
        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["conversationId"] = message.ConversationId,
            ["messageId"] = message.Id,
            ["status"] = status,
            ["msg"] = "Message status updated successfully.",
        });
    }

    /// <summary>Only the app of the provider may, and only some seconds after it got the message.</summary>
    private void DemandProvider(GoHighLevelCall call, SimulatedMessage message)
    {
        var provider = message.ConversationProviderId;
        if (provider is not null && (provider != world.App.ConversationProviderId || world.IsForeign(call.Token!)))
        {
            throw new GoHighLevelRefusal(GoHighLevelAnswer.Error(
                StatusCodes.Status401Unauthorized,
                $"You don't have access to the conversationProvider with id: {provider}",
                "CONVERSATIONS_MSG_PROVIDER_NO_ACCESS"));
        }

        var linked = message.HandedOverAt + TimeSpan.FromMilliseconds(world.Faults.StatusRaceMs);
        if (provider is not null && linked <= world.Time.GetUtcNow()) return;

        throw new GoHighLevelRefusal(GoHighLevelAnswer.Error(
            StatusCodes.Status403Forbidden,
            "No conversation provider found for this message",
            "CONVERSATIONS_MSG_PROVIDER_NOT_FOUND"));
    }

    private static SimulatedError? ErrorOf(JsonElement body)
    {
        if (!body.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object) return null;
        return new SimulatedError(Text("code"), Text("type"), Text("message"));

        string Text(string name) => error.GetProperty(name).GetString()!;
    }
}
