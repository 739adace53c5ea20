using System.Text.Json;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>What is not Twilio: the customer's phone, looking into the simulator, its habits and its page.</summary>
internal static class TwilioControl
{
    public static void Map(WebApplication application, TwilioWorld world)
    {
        application.MapMethods("/", ["GET"], WritePageAsync);
        application.MapMethods("/_sim/text", ["POST"], context => TextAsync(context, world));
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
        return context.Response.WriteAsync(TwilioPage.Html);
    }

    private static Task WriteStateAsync(HttpContext context, TwilioWorld world)
    {
        var state = new
        {
            Numbers = world.Numbers.Select(number => new
            {
                number.Sid,
                number.AccountSid,
                number.PhoneNumber,
                number.SmsUrl,
            }),
            Texts = world.Texts.Select(text => new
            {
                text.Message.Sid,
                text.Message.From,
                text.Message.To,
                text.Message.Body,
                Media = text.Message.Media.Select(
                    media => new { media.Sid, media.ContentType, Bytes = media.Content.Length }),
                text.Message.DateSent,
                text.Result,
            }),
            world.Faults,
        };
        return context.Response.WriteAsJsonAsync(state);
    }

    private static async Task TextAsync(HttpContext context, TwilioWorld world)
    {
        try
        {
            var text = await JsonSerializer.DeserializeAsync<PhoneText>(
                context.Request.Body, TwilioFaults.Json, context.RequestAborted);
            var media = (text!.Media ?? []).Select(file => new TwilioMediaContent(file.ContentType, file.Base64));

            // Not bound to the caller: a text that was sent is sent.
            var result = await world.TextAsync(text.From, text.To, text.Body ?? "", [.. media], CancellationToken.None);
            await context.Response.WriteAsJsonAsync(result);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            await RefuseAsync(context, exception.Message);
        }
    }

    private static async Task SetFaultsAsync(HttpContext context, TwilioWorld world)
    {
        try
        {
            var faults = await JsonSerializer.DeserializeAsync<TwilioFaults>(
                context.Request.Body, TwilioFaults.Json, context.RequestAborted);
            world.Faults = faults ?? new TwilioFaults();
            await context.Response.WriteAsJsonAsync(world.Faults);
        }
        catch (JsonException exception)
        {
            await RefuseAsync(context, exception.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new { message });
    }

    /// <summary>What the phone on the page sends.</summary>
    private sealed record PhoneText(string From, string To, string? Body, IReadOnlyList<PhoneFile>? Media = null);

    private sealed record PhoneFile(string ContentType, byte[] Base64);
}
