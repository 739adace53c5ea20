using System.Net;
using System.Text.Json.Nodes;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>Pictures that come to a phone with SMSGate.</summary>
public sealed class SmsGatePictureTests
{
    private static readonly byte[] Picture = [0xff, 0xd8, 0xff, 0xe0, .. Enumerable.Range(0, 5_000).Select(at => (byte)at)];

    [Fact]
    public async Task A_picture_comes_with_its_text_once_and_its_layout_does_not()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var mms = Mms("Look", Part("image/jpeg", Picture), Part("application/smil", "<smil/>"u8.ToArray()), Part("text/plain", "Look"u8.ToArray()));

        var answers = new[] { await stage.Phone.EmitAsync("mms:downloaded", mms), await stage.Phone.EmitAsync("mms:downloaded", mms) };
        await stage.RunAsync();

        var message = Assert.Single(stage.Crm);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal("Look", message.Body);
        Assert.EndsWith(".jpg", Assert.Single(message.Attachments), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_megabytes_is_taken_and_one_of_more_than_the_limit_is_not()
    {
        await using var stage = await SmsGateStage.StartAsync();
        byte[] large = [.. Picture, .. new byte[3 * 1024 * 1024]];

        var taken = await stage.Phone.EmitAsync("mms:downloaded", Mms("", Part("image/jpeg", large)));
        var refused = await stage.Phone.EmitAsync("mms:downloaded", Mms("", Part("image/jpeg", new byte[SmsGateHookEndpoint.LargestBody])));
        await stage.RunAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (taken, refused));
        Assert.Single(Assert.Single(stage.Crm).Attachments);
    }

    [Fact]
    public async Task A_file_that_the_phone_could_not_load_leaves_a_line()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var part = Part("image/jpeg", Picture);
        part["data"] = null;

        await stage.Phone.EmitAsync("mms:downloaded", Mms("Look", part));
        await stage.RunAsync();

        Assert.Equal("Look\n[A file came with this message that the phone could not load.]", Assert.Single(stage.Crm).Body);
    }

    [Fact]
    public async Task Of_a_picture_from_a_sender_who_is_not_taken_nothing_is_kept()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var mms = Mms("Offer", Part("image/jpeg", Picture));
        mms["sender"] = "72645";

        var answer = await stage.Phone.EmitAsync("mms:downloaded", mms);

        Assert.Equal(HttpStatusCode.OK, answer);
        Assert.False(await stage.Product.Get<Uploads>().HasAsync(stage.Product.LocationId, PairedPhone.HashOf(Picture), CancellationToken.None));
    }

    private static JsonObject Mms(string text, params JsonObject[] parts) => new()
    {
        ["messageId"] = "5e6f",
        ["sender"] = TestProduct.Customer(1),
        ["body"] = text,
        ["subject"] = null,
        ["attachments"] = new JsonArray([.. parts.Select(part => (JsonNode)part)]),
        ["receivedAt"] = "2026-11-23T14:00:00.000+02:00",
    };

    private static JsonObject Part(string type, byte[] bytes) =>
        new() { ["partId"] = 1, ["contentType"] = type, ["name"] = "x", ["size"] = bytes.Length, ["data"] = Convert.ToBase64String(bytes) };
}
