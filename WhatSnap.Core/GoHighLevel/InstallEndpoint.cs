using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary><c>GET /oauth/install</c>: sends a person to the page on which GoHighLevel asks where to install WhatSnap.</summary>
public sealed class InstallEndpoint(
    InstallState state, IOptions<GoHighLevelOptions> options, IOptions<PublicAddressOptions> host)
{
    public IResult Handle(HttpRequest request)
    {
        if (options.Value.ClientId is not { Length: > 0 } client) return InstallAnswers.Show(request, InstallAnswers.NotConfigured);

        // What the portal's link has besides stays: without its version_id, GoHighLevel may not know a private app.
        var link = options.Value.InstallUrl;
        var query = QueryHelpers.ParseQuery(link.Query);
        query["response_type"] = "code";
        query["client_id"] = client;
        query["redirect_uri"] = host.Value.Absolute(Routes.InstallCallback);
        query["scope"] = string.Join(' ', GoHighLevelScopes.All);
        query["state"] = state.Issue();
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(QueryHelpers.AddQueryString(link.GetLeftPart(UriPartial.Path), query));
    }
}
