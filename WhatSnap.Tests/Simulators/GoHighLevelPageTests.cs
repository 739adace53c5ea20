using System.Net;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelPageTests
{
    private const string Location = GoHighLevelStage.LocationId;
    private const string Phone = "+14155550100";

    [Fact]
    public async Task A_person_and_a_workflow_answer_on_the_page()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync(users: ["user1", "user2"]);
        stage.Connect(receiver);
        var contact = stage.World.SeedContact(Location, Phone, "Demo");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(contact.Id), "contactId" },
            { new StringContent("first\r\nsecond"), "message" },
            { new StringContent("user2"), "userId" },
            { new StringContent("person"), "as" },
            { new ByteArrayContent([1, 2]), "file", "a.png" },
        };

        var page = await stage.SendAsync(HttpMethod.Post, "/_page/answer", form);
        await PostAsync(stage, "/_page/answer", ("contactId", contact.Id), ("message", "automatic"), ("as", "workflow"));
        await PostAsync(stage, "/_page/answer", ("contactId", contact.Id), ("message", " "), ("as", "person"));
        await stage.World.WhenPostsAreDoneAsync();

        // The client went on to the page, as a browser does.
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("first\nsecond", page.Text.Replace("&#xA;", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        var messages = stage.World.Messages;
        Assert.Equal([("app", "user2"), ("workflow", null)], messages.Select(message => (message.Source, message.UserId)));
        Assert.Equal([1, 2], await stage.DownloadAsync(messages[0].Attachments.Single()));
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task Tags_are_added_and_removed_on_the_page()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, Phone, "Demo", "old");

        await PostAsync(stage, "/_page/tag", ("contactId", contact.Id), ("add", "new"));
        await PostAsync(stage, "/_page/tag", ("contactId", contact.Id), ("remove", "old"));

        Assert.Equal(["new"], stage.World.Contacts.Single().Tags);
        Assert.Contains("new", stage.World.TagsOf(Location));
    }

    [Fact]
    public async Task Do_not_disturb_is_switched_on_the_page()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, Phone, "Demo");

        await PostAsync(stage, "/_page/dnd", ("contactId", contact.Id), ("channel", "SMS"), ("on", "yes"));
        await PostAsync(stage, "/_page/dnd", ("contactId", contact.Id), ("channel", "all"), ("on", "yes"));
        await PostAsync(stage, "/_page/dnd", ("contactId", contact.Id), ("channel", "all"), ("on", "no"));
        await PostAsync(stage, "/_page/dnd", ("contactId", contact.Id), ("channel", "Nonsense"), ("on", "yes"));

        var shown = (await stage.GetAsync($"/contacts/{contact.Id}")).Body.GetProperty("contact");
        Assert.Equal("active", shown.GetProperty("dndSettings").GetProperty("SMS").Text("status"));
        Assert.False(shown.GetProperty("dnd").GetBoolean());
        Assert.False(shown.GetProperty("dndSettings").TryGetProperty("Nonsense", out _));
        var page = (await stage.SendAsync(HttpMethod.Get, "/", body: null)).Text;
        Assert.Contains("SMS: on", page, StringComparison.Ordinal);
        Assert.Contains("everything: off", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_both_directions_and_each_status_as_text()
    {
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { RateLimit = null, StatusRaceMs = 0 });
        var other = stage.World.SeedContact(Location, "+14155550101", "Nobody");
        var contact = stage.World.SeedContact(Location, Phone, "<b>Demo</b>");
        await stage.SayAsync(contact.Id, "<script>alert(1)</script>");
        var message = stage.World.WriteAsPerson(contact.Id, "answer");
        stage.World.TakeDelivery(message.Id);
        await stage.PutAsync(
            $"/conversations/messages/{message.Id}/status",
            new { status = "failed", error = new { code = "30003", type = "provider", message = "The phone is off." } });

        var page = await stage.GetAsync("/");

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Demo</b>", page.Text, StringComparison.Ordinal);
        Assert.Contains(">failed<", page.Text, StringComparison.Ordinal);
        Assert.Contains("30003: The phone is off.", page.Text, StringComparison.Ordinal);
        var second = await stage.GetAsync($"/?contact={other.Id}");
        Assert.DoesNotContain("answer</div>", second.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    public async Task Nobody_elsewhere_writes_on_the_page(string header, string value)
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, Phone);
        using var form = new FormUrlEncodedContent([new("contactId", contact.Id), new("message", "hello"), new("as", "person")]);
        form.Headers.Add(header, value);

        var answer = await stage.SendAsync(HttpMethod.Post, "/_page/answer", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Empty(stage.World.Messages);
    }

    [Fact]
    public async Task The_control_endpoints_write_and_list_what_was_posted()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver);
        var contact = stage.World.SeedContact(Location, Phone);

        await stage.PostAsync("/_sim/write", new { contactId = contact.Id, message = "by hand", userId = "user1" });
        await stage.PostAsync("/_sim/write", new { contactId = contact.Id, message = "automatic" });
        var refused = await stage.PostAsync("/_sim/write", new { contactId = "nobody", message = "a" });
        await stage.World.WhenPostsAreDoneAsync();

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(["app", "workflow"], stage.World.Messages.Select(message => message.Source));
        var posted = (await stage.GetAsync("/_sim/posted?after=1")).Body.GetProperty("posted");
        Assert.Equal("automatic", Assert.Single(posted.EnumerateArray()).GetProperty("body").Text("message"));
    }

    private static async Task PostAsync(GoHighLevelStage stage, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        Assert.Equal(HttpStatusCode.OK, (await stage.SendAsync(HttpMethod.Post, path, form)).Status);
    }
}
