using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Simulators;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class GoHighLevelEventsTests
{
    [Fact]
    public async Task An_event_with_the_right_signature_is_taken_and_its_repeat_has_no_effect()
    {
        await using var stage = await InstallStage.StartAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(stage.World.Installs.InstallEvent(stage.LocationId));

        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(body));
        Assert.Equal(1, stage.Product.Queue.Count);
        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(body));
        Assert.Equal(1, stage.Product.Queue.Count);
    }

    [Fact]
    public async Task An_event_of_a_change_has_an_installed_location_read_anew_and_leaves_another_one_alone()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAsync();
        var known = (await stage.FindAsync())!;
        await stage.Product.Get<LocationTable>().SaveAsync(known with { TimeZone = "Asia/Tokyo" }, CancellationToken.None);
        var calls = stage.World.Calls["GET /locations/{locationId}"];

        foreach (var id in (string[])[stage.LocationId, stage.OtherLocationId])
        {
            var body = new JsonObject { ["type"] = "LocationUpdate", ["id"] = id, ["companyId"] = stage.CompanyId, ["webhookId"] = $"{Guid.NewGuid()}" };
            Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(body));
        }

        await stage.RunAsync();
        Assert.Equal((known, null), (await stage.FindAsync(), await stage.FindAsync(stage.OtherLocationId)));
        Assert.Equal(calls + 1, stage.World.Calls["GET /locations/{locationId}"]);
    }

    [Theory]
    [InlineData("flipped byte of the body")]
    [InlineData("flipped byte of the signature")]
    [InlineData("other key")]
    [InlineData("written again")]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("N/A")]
    [InlineData("not base64")]
    [InlineData("short")]
    [InlineData("twice")]
    [InlineData("of another body")]
    public async Task Without_the_right_signature_an_event_is_refused_and_leaves_nothing(string kind)
    {
        await using var stage = await InstallStage.StartAsync();
        using var stranger = new WebhookSender();
        var body = JsonSerializer.SerializeToUtf8Bytes(stage.World.Installs.InstallEvent(stage.LocationId));
        var right = stage.World.Webhooks.Sign(body);
        (byte[] Body, string[] Signatures) sent = kind switch
        {
            "flipped byte of the body" => (Flipped(body, 20), [right]),
            "flipped byte of the signature" => (body, [Convert.ToBase64String(Flipped(Convert.FromBase64String(right), 5))]),
            "other key" => (body, [stranger.Sign(body)]),
            "written again" => (JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(body), Indented), [right]),
            "missing" => (body, []),
            "empty" => (body, [""]),
            "N/A" => (body, ["N/A"]),
            "not base64" => (body, ["***"]),
            "short" => (body, [right[..40]]),
            "twice" => (body, [right, right]),
            _ => (body, [stage.World.Webhooks.Sign([.. body, 32])]),
        };

        Assert.Equal(HttpStatusCode.Unauthorized, await stage.PostAsync(sent.Body, sent.Signatures));

        Assert.Equal((0, false), (stage.Product.Queue.Count, await stage.HasSeenAsync(body)));
    }

    [Fact]
    public async Task A_signature_on_two_header_lines_is_none_even_when_both_are_right()
    {
        await using var stage = await InstallStage.StartAsync();
        var right = stage.World.Webhooks.Sign([1, 2, 3]);
        var signature = stage.Product.Get<EventSignature>();

        Assert.True(signature.IsValid([1, 2, 3], right));
        Assert.False(signature.IsValid([1, 2, 3], new StringValues([right, right])));
    }

    [Fact]
    public async Task While_keys_are_changed_both_are_taken()
    {
        using var next = new WebhookSender();
        await using var stage = await InstallStage.StartAsync(
            settings: new Dictionary<string, string?> { ["GoHighLevel:WebhookKeys:1"] = next.PublicKey });
        var body = JsonSerializer.SerializeToUtf8Bytes(stage.World.Installs.InstallEvent(stage.LocationId));

        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(body, next.Sign(body)));
        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(body, stage.World.Webhooks.Sign(body)));
    }

    [Fact]
    public async Task A_kind_that_nobody_handles_is_answered_and_stops_there()
    {
        await using var stage = await InstallStage.StartAsync();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["type"] = "PLAN_CHANGE", ["appId"] = stage.World.App.AppId, ["webhookId"] = $"{Guid.NewGuid()}" });

        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(body));

        Assert.Equal((0, false), (stage.Product.Queue.Count, await stage.HasSeenAsync(body)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":7}")]
    [InlineData("{\"type\":\"INSTALL\"")]
    [InlineData("{\"type\":\"INSTALL\",\"type\":\"UNINSTALL\"}")]
    public async Task A_signed_body_that_is_no_event_is_refused(string text)
    {
        await using var stage = await InstallStage.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await stage.PostAsync(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_before_it_is_read_whole()
    {
        await using var stage = await InstallStage.StartAsync();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await stage.PostAsync(new byte[GoHighLevelDoor.LargestBody + 1]));
    }

    [Fact]
    public async Task While_storage_is_away_GoHighLevel_is_asked_to_send_again_and_the_repeat_is_taken()
    {
        using var storage = new StorageSwitch(retries: 0);
        await using var stage = await InstallStage.StartAsync(storage.Install);
        var body = stage.World.Installs.InstallEvent(stage.LocationId);

        storage.IsCut = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await stage.PostAsync(body.DeepClone().AsObject()));
        storage.IsCut = false;
        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(body));

        Assert.Equal(1, stage.Product.Queue.Count);
    }

    [Fact]
    public async Task An_event_without_an_id_is_known_by_its_bytes()
    {
        await using var stage = await InstallStage.StartAsync();
        var body = stage.World.Installs.UninstallEvent(stage.LocationId);
        body.Remove("webhookId");
        body.Remove("timestamp");

        await stage.PostAsync(body.DeepClone().AsObject());
        await stage.PostAsync(body);

        Assert.Equal(1, stage.Product.Queue.Count);
    }

    [Theory]
    [InlineData(SeenEvents.Days - 1, 1)]
    [InlineData(SeenEvents.Days + 1, 2)]
    public async Task An_event_is_recognised_for_the_stated_days_and_then_forgotten(int days, int taken)
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var stage = await InstallStage.StartAsync(connectionString: azurite.Place.ConnectionString);
        var body = JsonSerializer.SerializeToUtf8Bytes(stage.World.Installs.InstallEvent(stage.LocationId));
        await stage.PostAsync(body);

        stage.Product.Time.Advance(TimeSpan.FromDays(days));
        await stage.Product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        await stage.PostAsync(body);

        Assert.Equal(taken, stage.Product.Queue.Count);
    }

    [Fact]
    public async Task The_examples_of_GoHighLevels_documents_are_read()
    {
        await using var stage = await InstallStage.StartAsync();
        var folder = Repository.Contract("gohighlevel");

        foreach (var file in Directory.GetFiles(folder, "event-*.json"))
        {
            var read = CrmEvent.Read(await File.ReadAllBytesAsync(file));

            Assert.Equal(Path.GetFileName(file).Contains("uninstall", StringComparison.Ordinal) ? "UNINSTALL" : "INSTALL", read?.Kind);
            Assert.NotNull(read!.AppId);
            Assert.NotNull(read.LocationId ?? read.CompanyId);
        }
    }

    [Theory]
    [InlineData("2026-11-23T12:00:00.500Z", "2026-11-23T12:00:00.5000000+00:00")]
    [InlineData("2026-11-23T12:00:00+02:00", "2026-11-23T10:00:00.0000000+00:00")]
    [InlineData("yesterday", null)]
    public void The_time_of_an_event_is_read_as_UTC(string text, string? expected)
    {
        var read = CrmEvent.Read(Encoding.UTF8.GetBytes($$"""{"type":"INSTALL","timestamp":"{{text}}"}"""));

        Assert.Equal(expected, read!.At?.ToString("O"));
    }

    [Fact]
    public void The_key_of_the_portal_is_an_Ed25519_key() =>
        Assert.All(new GoHighLevelOptions().ValidWebhookKeys, key => Assert.NotNull(Ed25519Keys.Read(key)));

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static byte[] Flipped(byte[] bytes, int index)
    {
        var changed = bytes.ToArray();
        changed[index] ^= 1;
        return changed;
    }
}
