using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Contracts;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Simulators;
using Xunit.Abstractions;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>Holds what the client sends and reads against GoHighLevel's own documents, where these are at hand.</summary>
public sealed class OfficialDocumentTests(ITestOutputHelper output)
{
    private static readonly (string Path, string Document)[] Documents =
    [
        ("/contacts", "gohighlevel/patched/contacts.json"),
        ("/conversations", "gohighlevel/patched/conversations.json"),
        ("/locations", "gohighlevel/apps/locations.json"),
        ("/users", "gohighlevel/apps/users.json"),
    ];

    [Fact]
    public async Task Every_request_and_every_answer_read_fits_the_official_documents()
    {
        var recorder = new Recorder();
        await using var product = await TestProduct.StartAsync(
            services => services.AddHttpClient<GoHighLevelTransport>()
                .AddHttpMessageHandler(() => new RecordingHandler(recorder)),
            allowDuplicates: true);
        await product.Get<PrepareLocation>().AddAccountTagAsync(product.Account, CancellationToken.None);
        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = 0.3, Seed = 3 };
        for (var index = 0; index < 8; index++) await product.AcceptAsync(TestProduct.Customer(index % 3), "Hello");

        await product.Queue.RunAllAsync(TimeSpan.FromHours(1));

        Assert.Contains(recorder.Calls, call => call.Path.EndsWith("/export", StringComparison.Ordinal));
        foreach (var (path, file) in Documents)
        {
            var calls = recorder.Calls.Where(call => call.Path.StartsWith(path, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(calls);
            if (Repository.VendorDocuments is not { } folder)
            {
                output.WriteLine($"not checked: {file} is not at hand");
                continue;
            }

            var document = OpenApiDocument.Load(Path.Combine(folder, file));
            var problems = calls.SelectMany(call => call.Method == "GET"
                ? document.CheckResponse(call.Method, call.Path, 200, call.Answer)
                : document.CheckRequest(call.Method, call.Path, call.Body));

            // The document's own words: "Null if no more results."
            Assert.Empty(problems.Except(["body.nextCursor is null"]));
        }
    }

    private sealed record Call(string Method, string Path, JsonElement Body, JsonElement Answer);

    private sealed class Recorder
    {
        public ConcurrentQueue<Call> Calls { get; } = [];
    }

    private sealed class RecordingHandler(Recorder recorder) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = request.Content is null ? "null" : await request.Content.ReadAsStringAsync(cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                recorder.Calls.Enqueue(new Call(
                    request.Method.Method, request.RequestUri!.AbsolutePath, JsonElement.Parse(sent), JsonElement.Parse(answer)));
            }

            return response;
        }
    }
}
