using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

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
        application.MapMethods("/_sim/sent", ["GET"], context => WriteSentAsync(context, world));
        application.MapMethods("/_sim/outcomes/{to}", ["PUT"], context => SetOutcomeAsync(context, world));
        application.MapMethods("/_sim/accounts/{sid}", ["PUT"], context => ChangeAsync(context, world.Account, world.SetAccount));
        application.MapMethods("/_sim/numbers/{sid}", ["PUT"], context => ChangeAsync(context, world.Number, world.SetNumber));
        application.MapMethods("/_sim/services/{sid}", ["PUT"], context => ChangeAsync(context, world.Service, world.SetService));
        application.MapMethods("/_sim/accounts/{sid}/promote", ["POST"], context => PromoteAsync(context, world));
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
            world.Accounts,
            world.Numbers,
            world.Services,
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
            Sent = Sent(world),
            world.Faults,
        };
        return context.Response.WriteAsJsonAsync(state, TwilioFaults.Json);
    }

    /// <summary>The messages that programs sent, without the first ones that the caller knows.</summary>
    private static Task WriteSentAsync(HttpContext context, TwilioWorld world)
    {
        _ = int.TryParse(context.Request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var known);
        return context.Response.WriteAsJsonAsync(new { Sent = Sent(world).Skip(known), world.PendingSends }, TwilioFaults.Json);
    }

    private static IEnumerable<object> Sent(TwilioWorld world) => world.Sent.Select(sent => new
    {
        sent.Sid,
        sent.Message.From,
        sent.Message.To,
        sent.Message.Body,
        sent.Message.MediaUrls,
        sent.Message.Segments,
        sent.Message.DateSent,
        sent.Status,
        sent.Message.ErrorCode,
        sent.Statuses,
        sent.Callbacks,
    });

    /// <summary>Says how messages to a phone end from now on; <c>null</c> leaves it to the faults again.</summary>
    private static async Task SetOutcomeAsync(HttpContext context, TwilioWorld world)
    {
        try
        {
            var outcome = await JsonSerializer.DeserializeAsync<TwilioOutcome>(
                context.Request.Body, TwilioFaults.Json, context.RequestAborted);
            world.SetOutcome((string)context.Request.RouteValues["to"]!, outcome);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (JsonException exception)
        {
            await RefuseAsync(context, exception.Message);
        }
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
            await context.Response.WriteAsJsonAsync(world.Faults, TwilioFaults.Json);
        }
        catch (JsonException exception)
        {
            await RefuseAsync(context, exception.Message);
        }
    }

    /// <summary>Changes what the body names of an account, a number or a service, or adds one that is not there.</summary>
    private static async Task ChangeAsync<T>(
        HttpContext context, Func<string, T?> find, Action<T> set)
        where T : class
    {
        try
        {
            var known = find(SidOf(context));
            var whole = known is null ? [] : JsonSerializer.SerializeToNode(known, TwilioFaults.Json)!.AsObject();
            var changes = await JsonSerializer.DeserializeAsync<JsonObject>(
                context.Request.Body, TwilioFaults.Json, context.RequestAborted) ?? [];
            foreach (var (name, value) in changes) whole[name] = value?.DeepClone();
            whole["sid"] = SidOf(context);
            set(whole.Deserialize<T>(TwilioFaults.Json)!);
            await context.Response.WriteAsJsonAsync(find(SidOf(context)), TwilioFaults.Json);
        }
        catch (JsonException exception)
        {
            await RefuseAsync(context, exception.Message);
        }
    }

    private static async Task PromoteAsync(HttpContext context, TwilioWorld world)
    {
        try
        {
            world.Promote(SidOf(context));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (ArgumentException exception)
        {
            await RefuseAsync(context, exception.Message);
        }
    }

    private static string SidOf(HttpContext context) => (string)context.Request.RouteValues["sid"]!;

    private static Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new { message });
    }

    /// <summary>What the phone on the page sends.</summary>
    private sealed record PhoneText(string From, string To, string? Body, IReadOnlyList<PhoneFile>? Media = null);

    private sealed record PhoneFile(string ContentType, byte[] Base64);
}
