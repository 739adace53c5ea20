using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>GET /locations/{locationId}/conversationChannels/{type} (v3): who sends a location's texts.</summary>
internal sealed class ChannelEndpoint(GoHighLevelWorld world)
{
    public GoHighLevelAnswer Get(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.PathId);
        if (call.Channel is not ("SMS" or "Email"))
            throw GoHighLevelRefusal.Unprocessable("type must be one of the following values: SMS, Email");

        var chosen = state.SmsProviderId ?? world.App.ConversationProviderId;
        var providers = call.Channel == "Email"
            ? []
            : new[] { world.App.ConversationProviderId }.Concat(state.Location.ConversationProviderIds).Append(chosen).Distinct()
                .Select(id => new JsonObject
                {
                    ["conversationProvider"] = new JsonObject
                    {
                        ["_id"] = id,
                        ["name"] = id == world.App.ConversationProviderId ? "WhatSnap" : id,
                        ["type"] = "SMS",
                        ["default"] = id == chosen,
                    },
                });
        return GoHighLevelAnswer.Ok(new JsonObject
        {
            ["conversationChannel"] = new JsonObject { [call.Channel] = new JsonArray([.. providers]) },
        });
    }
}
