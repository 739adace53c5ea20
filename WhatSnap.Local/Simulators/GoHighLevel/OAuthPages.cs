using System.Text.Encodings.Web;
using Microsoft.AspNetCore.WebUtilities;
using WhatSnap.Local.Hosting;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The pages of an install: choose a location or the agency, agree to the scopes, go back with a code.</summary>
internal sealed class OAuthPages(GoHighLevelWorld world)
{
    public const string ChooseLocation = "/v2/oauth/chooselocation";
    private const string Consent = "/v2/oauth/consent";
    private static readonly string[] Kept = ["response_type", "client_id", "redirect_uri", "scope", "state"];

    public void Map(WebApplication application)
    {
        application.MapMethods(ChooseLocation, ["GET"], ChooseAsync);
        application.MapMethods(Consent, ["GET"], AskAsync);
        application.MapMethods(Consent, ["POST"], AgreeAsync);
    }

    private Task ChooseAsync(HttpContext context)
    {
        var asked = Read(context.Request.Query);
        if (ProblemOf(asked) is { } problem) return WriteAsync(context, StatusCodes.Status400BadRequest, Paragraph(problem));

        var choices = world.Locations.Select(location => Form("get", asked, "locationId", location.Id, $"Location: {location.Name}"))
            .Concat(world.Locations.Select(location => location.CompanyId).Distinct()
                .Select(company => Form("get", asked, "companyId", company, $"The agency {company} with all its locations")));
        return WriteAsync(
            context, StatusCodes.Status200OK, Paragraph("Where do you want to install WhatSnap?") + string.Concat(choices));
    }

    private Task AskAsync(HttpContext context)
    {
        var asked = Read(context.Request.Query);
        var (name, id) = ChoiceOf(context.Request.Query["locationId"], context.Request.Query["companyId"]);
        if (ProblemOf(asked) is { } problem) return WriteAsync(context, StatusCodes.Status400BadRequest, Paragraph(problem));

        var scopes = asked.GetValueOrDefault("scope", "").Split(' ').Select(scope => $"<li>{Encode(scope)}</li>");
        return WriteAsync(
            context, StatusCodes.Status200OK,
            Paragraph("WhatSnap asks for:") + $"<ul>{string.Concat(scopes)}</ul>" + Form("post", asked, name, id, "Allow and install"));
    }

    private async Task AgreeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var asked = Kept.Where(form.ContainsKey).ToDictionary(name => name, name => form[name].ToString());
        var (name, id) = ChoiceOf(form["locationId"], form["companyId"]);
        var isThere = name == "locationId" ? world.Locations.Any(one => one.Id == id) : world.Locations.Any(one => one.CompanyId == id);
        if (!OwnMachine.IsMeant(context.Request) || ProblemOf(asked) is not null || !isThere)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, Paragraph("This can't be installed."));
            return;
        }

        var isLocation = name == "locationId";
        var query = new Dictionary<string, string?> { ["code"] = isLocation ? world.Installs.InstallIn(id) : world.Installs.InstallFor(id) };
        if (asked.TryGetValue("state", out var state)) query["state"] = state;

        // Not waited for: the event and the browser race, as they do.
        _ = world.Installs.PostAsync(world.Installs.InstallEvent(isLocation ? id : null, isLocation ? null : id));
        context.Response.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"], query));
    }

    private string? ProblemOf(Dictionary<string, string> asked) => asked switch
    {
        _ when asked.GetValueOrDefault("client_id") != world.App.ClientId => "error.noversionid",
        _ when asked.GetValueOrDefault("response_type") != "code" => "response_type must be code",
        _ when !Uri.TryCreate(asked.GetValueOrDefault("redirect_uri"), UriKind.Absolute, out var _) => "redirect_uri is missing",
        _ when world.App.RedirectUri is { } registered && registered != asked["redirect_uri"] => "redirect_uri is not registered",
        _ => null,
    };

    private static Dictionary<string, string> Read(IQueryCollection query) =>
        Kept.Where(query.ContainsKey).ToDictionary(name => name, name => query[name].ToString());

    private static (string Name, string Id) ChoiceOf(string? locationId, string? companyId) =>
        locationId is { Length: > 0 } location ? ("locationId", location) : ("companyId", companyId ?? "");

    private static string Form(string method, Dictionary<string, string> asked, string name, string id, string label)
    {
        var hidden = asked.Append(new(name, id))
            .Select(field => $"""<input type="hidden" name="{Encode(field.Key)}" value="{Encode(field.Value)}">""");
        return $"""<form method="{method}" action="{Consent}">{string.Concat(hidden)}<p><button>{Encode(label)}</button></p></form>""";
    }

    private static string Paragraph(string text) => $"<p>{Encode(text)}</p>";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static Task WriteAsync(HttpContext context, int status, string content)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>GoHighLevel (simulated)</title>
            <style>:root { color-scheme: light dark; } body { margin: 10vh auto 0; max-width: 36rem; padding: 0 1rem;
            font: 1rem/1.5 system-ui, sans-serif; } button { font: inherit; padding: .5rem 1rem; }</style></head>
            <body><h1>GoHighLevel, simulated on this machine</h1>{{content}}</body></html>
            """);
    }
}
