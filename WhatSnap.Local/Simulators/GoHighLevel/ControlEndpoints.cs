using System.Globalization;
using System.Text.Json;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>What is not GoHighLevel: looking into the simulator, giving it habits, and its page.</summary>
internal static class ControlEndpoints
{
    public static void Map(WebApplication application, GoHighLevelWorld world)
    {
        application.MapMethods("/", ["GET"], context => WritePageAsync(context));
        application.MapMethods("/_sim/state", ["GET"], context => WriteStateAsync(context, world));
        application.MapMethods("/_sim/faults", ["PUT"], context => SetFaultsAsync(context, world));
        application.MapMethods("/_sim/reset", ["POST"], context =>
        {
            world.Reset();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static Task WritePageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(GoHighLevelPage.Html);
    }

    private static Task WriteStateAsync(HttpContext context, GoHighLevelWorld world)
    {
        var query = context.Request.Query["since"];
        _ = long.TryParse(query, NumberStyles.None, CultureInfo.InvariantCulture, out var since);
        var state = new
        {
            Locations = world.Locations.Select(location => new { location.Id, location.Name, location.Country }),
            Contacts = world.Contacts.Select(contact => new
            {
                contact.Id,
                contact.LocationId,
                contact.Phone,
                contact.Email,
                contact.Name,
                contact.Tags,
                contact.CustomFields,
                contact.DateAdded,
                contact.DateUpdated,
            }),
            Messages = world.Log.Since(since),
            MessageCount = world.Log.Count,
            world.Resets,
            Calls = new { world.Calls.ByRoute, world.Calls.Total, world.Calls.TotalWithoutInjectedFailures },
            world.PendingLateCommits,
            world.Faults,
        };
        return context.Response.WriteAsJsonAsync(state, JsonText.Plain);
    }

    /// <summary>Replaces all faults: a member that is left out gets its usual value.</summary>
    private static async Task SetFaultsAsync(HttpContext context, GoHighLevelWorld world)
    {
        try
        {
            var faults = await JsonSerializer.DeserializeAsync<GoHighLevelFaults>(
                context.Request.Body, GoHighLevelFaults.Json, context.RequestAborted);
            world.Faults = faults ?? new GoHighLevelFaults();
            await context.Response.WriteAsJsonAsync(world.Faults, JsonText.Plain);
        }
        catch (JsonException exception)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { exception.Message }, JsonText.Plain);
        }
    }
}
