using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>GET /api/location</c>: the location of the session, and what can be connected here.</summary>
public sealed class LocationEndpoint(ApiGuard guard, LocationTable locations, WahaClient waha, IOptions<PublicAddressOptions> host, IOptions<HelpOptions> help)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var location = await locations.FindAsync(session.LocationId, cancellationToken);
            return Results.Json(
                new LocationView(
                    session.LocationId, location?.Name ?? "", location?.TimeZone is { Length: > 0 } zone ? zone : "Etc/UTC",
                    [.. KindsHere().Select(AccountView.KindOf)], host.Value.PublicBaseUrl.AbsoluteUri.TrimEnd('/'), help.Value.Url?.AbsoluteUri),
                LocationJson.Default.LocationView);
        });

    private IEnumerable<Platform> KindsHere() => waha.IsSet ? [Platform.WhatsApp, Platform.Device, Platform.Twilio] : [Platform.Device, Platform.Twilio];
}

/// <summary>A location as the dashboard shows it.</summary>
/// <param name="Id">GoHighLevel's id.</param>
/// <param name="Name">Its name; empty where GoHighLevel did not say.</param>
/// <param name="TimeZone">The IANA time zone in which times are shown.</param>
/// <param name="Kinds">The kinds of accounts that can be connected on this host.</param>
/// <param name="PublicUrl">Where phones and Macs reach this host.</param>
/// <param name="HelpUrl">Where people help; null where nobody is named.</param>
public sealed record LocationView(string Id, string Name, string TimeZone, IReadOnlyList<string> Kinds, string PublicUrl, string? HelpUrl);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LocationView))]
internal sealed partial class LocationJson : JsonSerializerContext;
