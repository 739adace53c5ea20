using System.Net;
using System.Net.Sockets;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioMediaForgeryTests
{
    private const string Accounts = "/2010-04-01/Accounts/";
    private const string Rest = "/Messages/" + MediaStage.MessageSid + "/Media/ME00000000000000000000000000000001";
    private const string OurPath = Accounts + MediaStage.AccountSid + Rest;
    private const string OtherMessage = "/Messages/MM99999999999999999999999999999999/Media/ME00000000000000000000000000000001";

    [Theory]
    [InlineData("https://evil.example" + OurPath)]
    [InlineData("https://api.twilio.com.evil.example" + OurPath)]
    [InlineData("https://api.twilio.com:8443" + OurPath)]
    [InlineData("https://evil.example/@api.twilio.com" + OurPath)]
    [InlineData("https://evil.example\\@api.twilio.com" + OurPath)]
    [InlineData("https://user@api.twilio.com" + OurPath)]
    [InlineData("https://user:password@api.twilio.com" + OurPath)]
    [InlineData("https://api.twilio.com@evil.example" + OurPath)]
    [InlineData("http://api.twilio.com" + OurPath)]
    [InlineData("ftp://api.twilio.com" + OurPath)]
    [InlineData("//api.twilio.com" + OurPath)]
    [InlineData(OurPath)]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://169.254.169.254" + OurPath)]
    [InlineData("https://api.twilio.com" + OurPath + "?x=1")]
    [InlineData("https://api.twilio.com" + OurPath + "/")]
    [InlineData("https://api.twilio.com" + OurPath + ".json")]
    [InlineData("https://api.twilio.com" + OurPath + "%0a")]
    [InlineData("https://api.twilio.com" + OurPath + "/..")]
    [InlineData("https://api.twilio.com" + OurPath + "/%2e%2e/x")]
    [InlineData("https://api.twilio.com" + OurPath + "%2f..%2f..%2fx")]
    [InlineData("https://api.twilio.com/" + OurPath)]
    [InlineData("https://api.twilio.com/v1" + OurPath)]
    [InlineData("https://api.twilio.com" + Accounts + MediaStage.AccountSid + "/" + Rest)]
    [InlineData("https://api.twilio.com" + Accounts + "AC99999999999999999999999999999999" + Rest)]
    [InlineData("https://api.twilio.com" + Accounts + "x/../AC99999999999999999999999999999999" + Rest)]
    [InlineData("https://api.twilio.com" + Accounts + MediaStage.AccountSid + OtherMessage)]
    [InlineData("https://api.twilio.com" + Accounts + MediaStage.AccountSid + "/Messages/" + MediaStage.MessageSid)]
    [InlineData("https://api.twilio.com" + Accounts + MediaStage.AccountSid + ".json")]
    [InlineData("not an address")]
    [InlineData("")]
    public async Task An_address_that_is_not_this_messages_own_media_path_is_never_called(string url)
    {
        using var stage = new MediaStage();

        var file = await stage.FetchAsync(url);

        Assert.Null(file);
        Assert.Empty(stage.Script.Requests);
    }

    [Theory]
    [InlineData("https://api.twilio.com/x/.." + OurPath)]
    [InlineData("https://api.twilio.com/%2e" + OurPath)]
    [InlineData("https://API.TWILIO.COM:443" + OurPath + "#x")]
    public async Task Another_spelling_of_the_true_address_is_at_most_called_as_the_true_one(string url)
    {
        using var stage = new MediaStage().Redirects().Serves([1]);

        await stage.FetchAsync(url);

        Assert.All(stage.Script.Requests, request => Assert.Contains(request.Url, (string[])[MediaStage.Url, MediaStage.FileUrl]));
    }

    [Fact]
    public async Task An_account_that_is_not_of_Twilio_has_nothing_to_fetch()
    {
        using var stage = new MediaStage();

        var file = await stage.Media.FetchAsync(
            stage.Account with { Twilio = null }, MediaStage.MessageSid, new(MediaStage.Url, "image/jpeg"), CancellationToken.None);

        Assert.Null(file);
        Assert.Empty(stage.Script.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("100.128.0.0", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.0.0.8", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.19.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("52.216.1.1", true)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:0:a00:1::", false)]
    [InlineData("2600:1f18::1", true)]
    [InlineData("2a00:1450::1", true)]
    public void Only_public_addresses_are_connected_to(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddressesOnly.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_name_that_leads_to_this_machine_is_not_connected_to(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient(PublicAddressesOnly.MakeHandler(allowLoopback: false));
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://{host}:{port}/")));

        Assert.False(listener.Pending());
    }
}
