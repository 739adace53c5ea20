namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The table of everything that the simulated GoHighLevel answers.</summary>
public static class GoHighLevelEndpoints
{
    /// <summary>The route that no rate limit and no token guards.</summary>
    internal const string TokenRoute = "POST /oauth/token";

    public static void Map(WebApplication application, GoHighLevelWorld world)
    {
        var pipeline = new CallPipeline(world);

        void Route(
            string method,
            string path,
            string version,
            RouteTraits traits,
            Func<GoHighLevelCall, LocationState, GoHighLevelAnswer> work)
        {
            application.MapMethods(path, [method], pipeline.Wrap($"{method} {path}", version, traits, work));
        }

        MapOAuth(application, pipeline, world);
        MapLocations(Route, world);
        MapContacts(Route, world);
        MapConversations(Route, world);
        application.MapMethods(UploadEndpoint.FilePath, ["GET"], new UploadEndpoint(world).ServeAsync);
        ControlEndpoints.Map(application, world);
    }

    private static void MapOAuth(WebApplication application, CallPipeline pipeline, GoHighLevelWorld world)
    {
        var oauth = new OAuthEndpoints(world);
        application.MapMethods("/oauth/token", ["POST"], pipeline.WrapOpen(TokenRoute, RouteTraits.Writes, oauth.Token));
        application.MapMethods(
            "/oauth/locationToken", ["POST"], pipeline.WrapOpen("POST /oauth/locationToken", RouteTraits.Writes, oauth.LocationToken));
        application.MapMethods(
            "/oauth/installedLocations", ["GET"],
            pipeline.WrapOpen("GET /oauth/installedLocations", RouteTraits.Reads, oauth.InstalledLocations));
        new OAuthPages(world).Map(application);
    }

    private static void MapLocations(RouteAdder route, GoHighLevelWorld world)
    {
        const string version = Access.ContactsVersion;
        const RouteTraits reads = RouteTraits.Reads;
        const RouteTraits writes = RouteTraits.Writes;

        route("GET", "/locations/{locationId}", version, reads, LocationEndpoints.Get);
        route("GET", "/locations/{locationId}/tags", version, reads, LocationEndpoints.ListTags);
        route("POST", "/locations/{locationId}/tags", version, writes, LocationEndpoints.CreateTag);
        route("DELETE", "/locations/{locationId}/tags/{tagId}", version, writes, LocationEndpoints.DeleteTag);
        route("GET", "/locations/{locationId}/customFields", version, reads, LocationEndpoints.ListCustomFields);
        route("POST", "/locations/{locationId}/customFields", version, writes, LocationEndpoints.CreateCustomField);
        route(
            "GET", "/locations/{locationId}/conversationChannels/{channel}", Access.NewestVersion, reads,
            new ChannelEndpoint(world).Get);
        route("GET", "/users/search", version, reads, UserEndpoints.Search);
    }

    private static void MapContacts(RouteAdder route, GoHighLevelWorld world)
    {
        const string version = Access.ContactsVersion;
        const RouteTraits reads = RouteTraits.Reads;
        const RouteTraits writes = RouteTraits.Writes;
        var contacts = new ContactEndpoints(world);
        var search = new ContactSearch(world);
        var bulk = new BulkTagEndpoint(world);

        route("GET", "/contacts/search/duplicate", version, reads, ContactEndpoints.FindDuplicate);
        route("POST", "/contacts/search", version, reads, search.Run);
        route("POST", "/contacts/", version, writes | RouteTraits.Creates, contacts.Create);
        route("POST", "/contacts/upsert", version, writes, contacts.Upsert);
        route("GET", "/contacts/{contactId}", version, reads, contacts.Get);
        route("PUT", "/contacts/{contactId}", version, writes, contacts.Update);
        route("DELETE", "/contacts/{contactId}", version, writes, contacts.Delete);
        route("POST", "/contacts/bulk/tags/update/{type}", version, writes, bulk.Run);
        route("POST", "/contacts/{contactId}/tags", version, writes, contacts.AddTags);
        route("DELETE", "/contacts/{contactId}/tags", version, writes, contacts.RemoveTags);
    }

    private static void MapConversations(RouteAdder route, GoHighLevelWorld world)
    {
        const string version = Access.ConversationsVersion;
        const RouteTraits reads = RouteTraits.Reads;
        const RouteTraits writes = RouteTraits.Writes;
        var conversations = new ConversationEndpoints(world);
        var inbound = new InboundMessageEndpoint(world);
        var export = new MessageExport(world);
        var upload = new UploadEndpoint(world);

        route("POST", "/conversations/messages/inbound", version, writes | RouteTraits.Creates, inbound.Add);
        route("POST", "/conversations/messages", version, writes | RouteTraits.Creates, new SendMessageEndpoint(world).Send);
        route(
            "PUT", "/conversations/messages/{messageId}/status", version, writes, new MessageStatusEndpoint(world).Set);
        route("GET", "/conversations/messages/export", version, reads, export.Run);
        route("POST", "/conversations/messages/upload", version, writes, upload.Upload);
        route("GET", "/conversations/messages/{id}", version, reads, conversations.GetMessage);
        route("GET", "/conversations/{conversationId}/messages", version, reads, conversations.ListMessages);
        route("GET", "/conversations/search", version, reads, conversations.Search);
    }

    private delegate void RouteAdder(
        string method,
        string path,
        string version,
        RouteTraits traits,
        Func<GoHighLevelCall, LocationState, GoHighLevelAnswer> work);
}
