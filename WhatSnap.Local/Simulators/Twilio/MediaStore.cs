namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The other host that media requests are sent to; it refuses anybody who brings credentials along.</summary>
internal static class MediaStore
{
    public static void Map(WebApplication application, TwilioWorld world) =>
        application.MapMethods("/{accountSid}/{messageSid}/{mediaSid}", ["GET"], context => ServeAsync(context, world));

    private static async Task ServeAsync(HttpContext context, TwilioWorld world)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("Only one auth mechanism allowed");
            return;
        }

        var values = context.Request.RouteValues;
        var media = world.Message((string)values["messageSid"]!)?.Media
            .FirstOrDefault(file => file.Sid == (string)values["mediaSid"]!);
        if (media is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = media.ContentType;
        context.Response.ContentLength = media.Content.Length;
        await context.Response.Body.WriteAsync(media.Content);
    }
}
