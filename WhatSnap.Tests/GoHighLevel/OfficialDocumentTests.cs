using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Contracts;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Simulators;
using Xunit.Abstractions;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>Holds what the client sends and reads against GoHighLevel's own documents, where these are at hand.</summary>
public sealed class OfficialDocumentTests(ITestOutputHelper output)
{
    /// <summary>Each with the start of its paths and the version that calls by it name.</summary>
    private static readonly (string Path, string Document, string Version)[] Documents =
    [
        ("/contacts", "gohighlevel/patched/contacts.json", "2021-07-28"),
        ("/conversations", "gohighlevel/patched/conversations.json", "2021-04-15"),
        ("/locations", "gohighlevel/apps/locations.json", "2021-07-28"),
        ("/locations", "gohighlevel/apps/v3/locations-v3.json", "v3"),
        ("/users", "gohighlevel/apps/users.json", "2021-07-28"),
    ];

    [Fact]
    public async Task Every_request_and_every_answer_read_fits_the_official_documents()
    {
        var recorder = new Recorder();
        await using var product = await TestProduct.StartAsync(
            services => services.AddHttpClient<GoHighLevelTransport>()
                .AddHttpMessageHandler(() => new RecordingHandler(recorder)),
            allowDuplicates: true, users: ["ann", "bob"]);
        await product.Get<PrepareLocation>().AddAccountTagAsync(product.Account, CancellationToken.None);
        await UseTheRestAsync(product);
        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = 0.3, Seed = 3 };
        for (var index = 0; index < 8; index++) await product.AcceptAsync(TestProduct.Customer(index % 3), "Hello");

        await product.Queue.RunAllAsync(TimeSpan.FromHours(1));

        Assert.Contains(recorder.Calls, call => call.Path.EndsWith("/export", StringComparison.Ordinal));
        Assert.Equal(3, recorder.Calls.Count(call => call.Path.EndsWith("/status", StringComparison.Ordinal)));
        foreach (var (path, file, version) in Documents)
        {
            var calls = recorder.Calls.Where(call => call.Path.StartsWith(path, StringComparison.Ordinal) && call.Version == version).ToList();
            Assert.NotEmpty(calls);
            if (Repository.VendorDocuments is not { } folder)
            {
                output.WriteLine($"not checked: {file} is not at hand");
                continue;
            }

            var document = OpenApiDocument.Load(Path.Combine(folder, file));
            var problems = calls.SelectMany(call => call.Body.ValueKind == JsonValueKind.Null
                ? document.CheckResponse(call.Method, call.Path, 200, call.Answer)
                : document.CheckRequest(call.Method, call.Path, call.Body));

            // The document's own words: "Null if no more results."
            Assert.Empty(problems.Except(["body.nextCursor is null"]));
        }
    }

    /// <summary>The calls that no ordinary message makes.</summary>
    private static async Task UseTheRestAsync(TestProduct product)
    {
        var (location, none) = (product.LocationId, CancellationToken.None);
        await product.Get<GoHighLevelUsers>().ListAsync(location, none);
        Assert.True(Assert.Single(await product.Get<GoHighLevelLocations>().ListSmsProvidersAsync(location, none)).IsDefault);
        var support = await product.AddAccountAsync("Support", "+15005550200", account => account with
        {
            TagMode = TagMode.Exclusive,
            Assignment = new Assignment(["ann", "bob"], true),
        });
        product.Crm.World.SeedContact(location, TestProduct.Customer(7), "Blue", product.Account.Tag, "vip");
        await product.AcceptAsync(support, TestProduct.Customer(7), "Existing");
        await product.AcceptAsync(support, TestProduct.Customer(8), "New");
        await product.Queue.RunAllAsync(TimeSpan.FromHours(1));
        var tags = product.Get<GoHighLevelContactTags>();
        var found = await tags.SearchAsync(location, support.Tag, null, none);
        var ids = found.Contacts.Select(contact => contact.ContactId).ToList();
        await tags.ChangeManyAsync(TagChange.Add, location, ids, "blue", none);
        await tags.ChangeManyAsync(TagChange.Remove, location, ids, "blue", none);
        await product.Get<GoHighLevelContacts>().ReadAsync(location, ids[0], none);
        product.Crm.World.SetDoNotDisturb(ids[0], true, "Email");
        var dnd = product.Get<GoHighLevelDoNotDisturb>();
        await dnd.SetAsync(location, ids[0], (await dnd.ReadAsync(location, ids[0], none)).With(["SMS"], new ChannelDnd("active", "Stopped", "whatsnap")), none);
        await product.Get<GoHighLevelLocations>().DeleteTagAsync(location, "blue", none);
        var written = product.Crm.World.WriteAsPerson(ids[0], "Hello");
        product.Crm.World.TakeDelivery(written.Id);
        product.Time.Advance(ReportWork.FirstReport);
        foreach (var report in new[] { new StatusReport("delivered", null, null), new("read", null, null), new("failed", "30006", "It did not arrive.") })
        {
            await product.Get<GoHighLevelMessages>().UpdateStatusAsync(location, written.Id, report, none);
        }
    }

    private sealed record Call(string Method, string Path, string Version, JsonElement Body, JsonElement Answer);

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
                    request.Method.Method, request.RequestUri!.AbsolutePath, request.Headers.GetValues("Version").Single(), JsonElement.Parse(sent), JsonElement.Parse(answer)));
            }

            return response;
        }
    }
}
