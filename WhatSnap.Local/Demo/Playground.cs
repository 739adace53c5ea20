using System.Net.Http.Headers;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Hosting;

namespace WhatSnap.Local.Demo;

/// <summary>
/// Lets the dashboard's playground act on the simulators, which have addresses of their own: as a customer's phone, as a person in
/// GoHighLevel, and with faults. For whoever sits at this machine alone.
/// </summary>
public static class Playground
{
    public const string Route = "local/playground/{simulator}/{call}";
    private const int LargestBody = 1024 * 1024;

    /// <summary>What a playground may ask of a simulator.</summary>
    private static readonly HashSet<string> Calls = ["state", "sent", "text", "write", "scan", "unlink", "faults"];

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    public static void MapPlayground(this IEndpointRouteBuilder routes, DemoWorld world) =>
        routes.MapMethods(Route, ["GET", "POST", "PUT"], (HttpRequest request, string simulator, string call, CancellationToken token) =>
            PassAsync(request, AddressOf(world, simulator), call, token));

    private static Uri? AddressOf(DemoWorld world, string simulator) => simulator switch
    {
        "crm" => world.GoHighLevel?.Address,
        "sms" => world.Twilio?.Address,
        "whatsapp" => world.Phone?.Address,
        _ => null,
    };

    private static async Task<IResult> PassAsync(HttpRequest request, Uri? simulator, string call, CancellationToken cancellationToken)
    {
        if (!OwnMachine.IsConnected(request) || !OwnMachine.IsMeant(request) || simulator is null || !Calls.Contains(call))
        {
            return Answers.Refuse(
                StatusCodes.Status404NotFound, "There is nothing to play with here.", "It exists on the machine that runs the local host with its simulators.");
        }

        var body = await BoundedBody.ReadAsync(request, LargestBody, cancellationToken);
        if (body is null) return BoundedBody.TooLarge(LargestBody);
        using var passed = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(simulator, $"_sim/{call}"));
        if (body.Length > 0)
        {
            passed.Content = new ByteArrayContent(body);
            passed.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var answer = await Http.SendAsync(passed, cancellationToken);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Text(await answer.Content.ReadAsStringAsync(cancellationToken), "application/json", statusCode: (int)answer.StatusCode);
    }
}
