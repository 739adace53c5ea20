using System.Net;
using System.Text.Json.Nodes;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

public sealed class PasskeyTests
{
    [Fact]
    public async Task A_passkey_is_asked_for_answered_compared_and_confirmed()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        var path = $"api/accounts/{key.AccountId}/passkey";
        Reply? nothing = null, asked = null, wrong = null, answered = null, compared = null, confirmed = null;
        List<string?> steps = [];
        async Task NoteAsync() => steps.Add((await stage.AttemptAsync(key))!.Steps.Single(step => step.Step == ConnectionSteps.Scan).Code);
        stage.OnWaits(
            async () =>
            {
                nothing = await stage.GetAsync(path);
                await stage.Waha.AnnounceAsync("PASSKEY_REQUIRED", change: state => state.Challenge = new JsonObject { ["challenge"] = "AAEC", ["rpId"] = "whatsapp.com" });
            },
            async () =>
            {
                await NoteAsync();
                asked = await stage.GetAsync(path);
                wrong = await stage.PostAsync(path, new { assertion = "text" });
                answered = await stage.PostAsync(path, new { assertion = new { id = "1", rawId = "AQ", type = "public-key", response = new { clientDataJSON = "e30", signature = "AA" } } });
                await stage.Waha.AnnounceAsync("PASSKEY_CONFIRMATION_REQUIRED");
            },
            async () =>
            {
                await NoteAsync();
                compared = await stage.GetAsync(path);
                confirmed = await stage.PostAsync(path + "/confirm");
                await stage.Waha.LinkAsync(stage.Number);
            });

        await stage.Flows.RunAllAsync();

        Assert.Equal(HttpStatusCode.Conflict, nothing!.Status);
        Assert.Equal("AAEC", asked!.Text("challenge", "challenge"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong!.Status);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (answered!.Status, confirmed!.Status));
        Assert.Equal("WXYZ1234", compared!.Text("confirmationCode"));
        Assert.Equal([StepFindings.PasskeyNeeded, StepFindings.PasskeyConfirm], steps);
        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
    }

    [Fact]
    public async Task A_passkey_gets_ten_more_minutes_once_and_no_more()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        var start = stage.Product.Time.GetUtcNow();
        stage.OnWaits([
            .. Enumerable.Repeat<Func<Task>>(() => Task.CompletedTask, 5),
            () => stage.Waha.AnnounceAsync("PASSKEY_REQUIRED"),
            .. Enumerable.Repeat<Func<Task>>(() => Task.CompletedTask, 3),
            () => stage.Waha.AnnounceAsync("PASSKEY_CONFIRMATION_REQUIRED"),
        ]);

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.NotScanned, await stage.EndAsync(key));
        Assert.Equal(TimeSpan.FromMinutes(5) + ConnectWhatsApp.PasskeyWithin, stage.Product.Time.GetUtcNow() - start);
        await stage.AssertNothingIsLeftAsync(key);
    }
}
