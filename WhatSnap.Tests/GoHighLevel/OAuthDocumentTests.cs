using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Contracts;
using WhatSnap.Tests.Simulators;
using Xunit.Abstractions;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>Holds the calls that bring tokens against GoHighLevel's own document, where it is at hand.</summary>
public sealed class OAuthDocumentTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_call_that_brings_tokens_is_as_the_official_document_has_it()
    {
        var calls = new ConcurrentQueue<Call>();
        await using (var stage = await InstallStage.StartAsync(services =>
        {
            services.AddHttpClient(nameof(GoHighLevelOAuth)).AddHttpMessageHandler(() => new Recorder(calls));
            services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(() => new Recorder(calls));
        }))
        {
            await stage.InstallAsync();
            await stage.InstallAgencyAsync();
            stage.World.ExpireTokens(stage.LocationId);
            await stage.CallAsync();
        }

        var oauth = calls.Where(call => call.Path.StartsWith("/oauth/", StringComparison.Ordinal)).ToList();
        Assert.Equal(["/oauth/installedLocations", "/oauth/locationToken", "/oauth/token"], oauth.Select(call => call.Path).Distinct().Order());
        Assert.Contains(oauth, call => call.Form.Contains("grant_type=refresh_token", StringComparison.Ordinal));
        Assert.All(oauth, call => Assert.Equal(call.Path == "/oauth/token" ? null : "2021-07-28", call.Version));
        if (Repository.VendorDocuments is not { } folder)
        {
            output.WriteLine("not checked: gohighlevel/patched/oauth.json is not at hand");
            return;
        }

        var document = OpenApiDocument.Load(Path.Combine(folder, "gohighlevel/patched/oauth.json"));
        Assert.Empty(oauth.SelectMany(call => call.Method == "GET"
            ? document.CheckQuery(call.Method, call.Path, QueryHelpers.ParseQuery(call.Query).Keys)
            : document.CheckRequest(call.Method, call.Path, AsJson(call.Form))));
    }

    private static JsonElement AsJson(string form)
    {
        var body = new JsonObject();
        foreach (var (name, value) in QueryHelpers.ParseQuery(form)) body[name] = value.ToString();
        return JsonElement.Parse(body.ToJsonString());
    }

    private sealed record Call(string Method, string Path, string Query, string Form, string? Version);

    private sealed class Recorder(ConcurrentQueue<Call> calls) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var form = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            calls.Enqueue(new Call(
                request.Method.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, form,
                request.Headers.TryGetValues("Version", out var versions) ? versions.Single() : null));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
