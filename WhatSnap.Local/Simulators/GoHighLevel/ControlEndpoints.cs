using System.Globalization;
using System.Text.Json;
using WhatSnap.Local.Hosting;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>What is not GoHighLevel: looking into the simulator, giving it habits, and its page.</summary>
internal static class ControlEndpoints
{
    public static void Map(WebApplication application, GoHighLevelWorld world)
    {
        new CrmPage(world).Map(application);
        application.MapMethods(CustomPageFrame.Path, ["GET"], context => CustomPageFrame.WriteAsync(context, world));
        application.MapMethods("/_sim/write", ["POST"], context => WriteMessageAsync(context, world));
        application.MapMethods("/_sim/posted", ["GET"], context => WritePostedAsync(context, world));
        application.MapMethods("/_sim/state", ["GET"], context => WriteStateAsync(context, world));
        application.MapMethods("/_sim/faults", ["PUT"], context => SetFaultsAsync(context, world));
        application.MapMethods("/_sim/sso", ["POST"], context => OpenCustomPageAsync(context, world));
        application.MapMethods("/_sim/uninstall", ["POST"], context => UninstallAsync(context, world));
        application.MapMethods("/_sim/reset", ["POST"], context =>
        {
            world.Reset();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
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

    /// <summary>Every webhook about messages and contacts with its attempts, without the first ones that the caller knows.</summary>
    private static Task WritePostedAsync(HttpContext context, GoHighLevelWorld world)
    {
        _ = int.TryParse(context.Request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var known);
        return context.Response.WriteAsJsonAsync(new { Posted = world.Posted.Skip(known), world.PendingPosts }, JsonText.Plain);
    }

    /// <summary>Somebody writes to a contact: a person where a user is named, else a workflow. For this machine alone.</summary>
    private static Task WriteMessageAsync(HttpContext context, GoHighLevelWorld world)
    {
        if (OwnMachine.IsMeant(context.Request))
        {
            return AnswerAsync<MessageToWrite>(context, message => message is null || world.Contact(message.ContactId) is null
                ? throw new JsonException("There is no such contact.")
                : message.UserId is { } user
                    ? world.WriteAsPerson(message.ContactId, message.Message, message.Attachments, user)
                    : world.WriteAsWorkflow(message.ContactId, message.Message, message.Attachments));
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Replaces all faults: a member that is left out gets its usual value.</summary>
    private static Task SetFaultsAsync(HttpContext context, GoHighLevelWorld world) =>
        AnswerAsync<GoHighLevelFaults>(context, faults => world.Faults = faults ?? new GoHighLevelFaults());

    /// <summary>The encrypted user data that the custom page gets for a user: a key to the product, so for this machine alone.</summary>
    private static Task OpenCustomPageAsync(HttpContext context, GoHighLevelWorld world)
    {
        if (OwnMachine.IsMeant(context.Request))
            return AnswerAsync<CustomPageUser>(context, user => new { Payload = world.OpenCustomPage(user ?? new CustomPageUser()) });

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Takes the app out of a location, or from an agency, and posts the event.</summary>
    private static Task UninstallAsync(HttpContext context, GoHighLevelWorld world) =>
        AnswerAsync<InstallPlace>(context, place =>
        {
            var (location, company) = (place?.LocationId, place?.CompanyId);
            if (location is not null) world.Installs.RemoveFrom(location);
            else world.Installs.RemoveFor(company ?? "");
            _ = world.Installs.PostAsync(world.Installs.UninstallEvent(location, company));
            return new { location, company };
        });

    private static async Task AnswerAsync<TBody>(HttpContext context, Func<TBody?, object> work)
        where TBody : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<TBody>(
                context.Request.Body, GoHighLevelFaults.Json, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(work(body), JsonText.Plain);
        }
        catch (JsonException exception)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { exception.Message }, JsonText.Plain);
        }
    }
}

/// <summary>A message that somebody in GoHighLevel writes.</summary>
public sealed record MessageToWrite(
    string ContactId, string Message, string? UserId = null, IReadOnlyList<string>? Attachments = null);

/// <summary>A location, or an agency.</summary>
public sealed record InstallPlace(string? LocationId, string? CompanyId);
