using System.Net;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioMediaTests
{
    private static readonly TwilioMediaContent Picture = new("image/png", [1, 2, 3]);

    [Fact]
    public async Task A_picture_is_redirected_to_another_host_that_serves_it()
    {
        await using var stage = await TwilioStage.StartAsync();
        var path = await SendAsync(stage);

        var redirect = await stage.GetAsync(path);
        var location = redirect.Headers.Location!;
        var file = await stage.Client.GetAsync(location);

        Assert.Equal(HttpStatusCode.Found, redirect.Status);
        Assert.Equal(stage.MediaAddress.Port, location.Port);
        Assert.NotEqual(stage.Address.Port, location.Port);
        Assert.Equal("image/png", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Picture.Content, await file.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Credentials_brought_along_over_the_redirect_are_refused()
    {
        await using var stage = await TwilioStage.StartAsync();
        var redirect = await stage.GetAsync(await SendAsync(stage));

        var answer = await stage.GetAsync(redirect.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task A_client_that_follows_by_itself_drops_its_credentials_and_gets_the_file()
    {
        await using var stage = await TwilioStage.StartAsync();
        var path = await SendAsync(stage);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(stage.Address, path));
        var credentials = Convert.ToBase64String(
            System.Text.Encoding.UTF8.GetBytes($"{TwilioStage.AccountSid}:{TwilioStage.AuthToken}"));
        request.Headers.Authorization = new("Basic", credentials);

        using var answer = await client.SendAsync(request);

        Assert.Equal(Picture.Content, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Without_credentials_there_is_no_redirect()
    {
        await using var stage = await TwilioStage.StartAsync();

        var answer = await stage.GetAsync(await SendAsync(stage), user: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task A_picture_can_be_late()
    {
        await using var stage = await TwilioStage.StartAsync(faults: new TwilioFaults { MediaNotFoundFirst = 2 });
        var path = await SendAsync(stage);

        Assert.Equal(HttpStatusCode.NotFound, (await stage.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stage.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.Found, (await stage.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_picture_can_be_missing_for_good()
    {
        await using var stage = await TwilioStage.StartAsync(faults: new TwilioFaults { MissingMedia = true });
        var path = await SendAsync(stage);

        Assert.Equal(HttpStatusCode.NotFound, (await stage.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stage.GetAsync(path)).Status);
    }

    private static async Task<string> SendAsync(TwilioStage stage)
    {
        await stage.TextAsync("look", Picture);
        var message = stage.World.Messages.Single();
        return $"{TwilioStage.AccountPath}/Messages/{message.Sid}/Media/{message.Media.Single().Sid}";
    }
}
