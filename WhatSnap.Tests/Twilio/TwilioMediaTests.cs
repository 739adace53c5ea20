using System.Net;
using System.Text;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioMediaTests
{
    private const int SixteenMegabytes = 16 * 1024 * 1024;

    [Theory]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    public async Task A_file_is_asked_for_with_the_newest_token_and_fetched_after_one_redirect_without_it(HttpStatusCode status)
    {
        using var stage = new MediaStage().Redirects(status: status).Serves([1, 2, 3]);

        var file = await stage.FetchAsync();

        Assert.Equal(("attachment.png", "image/png"), (file?.Name, file?.ContentType));
        Assert.Equal([1, 2, 3], file?.Bytes);
        var credentials = Encoding.UTF8.GetBytes($"{TestProduct.AccountSid}:{TestProduct.AuthToken}");
        Assert.Equal($"Basic {Convert.ToBase64String(credentials)}", stage.Script.Requests[0].Headers["Authorization"]);
        Assert.DoesNotContain("Authorization", stage.Script.Requests[1].Headers.Keys);
    }

    [Fact]
    public async Task A_file_that_is_served_without_a_redirect_is_taken_too()
    {
        using var stage = new MediaStage();
        stage.Script.Answers(HttpMethod.Get, MediaStage.Url, HttpStatusCode.OK, "abc", "text/plain");

        Assert.Equal("attachment.txt", (await stage.FetchAsync())?.Name);
    }

    [Fact]
    public async Task A_second_redirect_is_not_followed()
    {
        using var stage = new MediaStage().Redirects();
        stage.Script.Answers(HttpMethod.Get, MediaStage.FileUrl, HttpStatusCode.Redirect, headers: ("Location", MediaStage.FileUrl));

        Assert.Null(await stage.FetchAsync());
        Assert.Equal(2, stage.Script.Requests.Count);
    }

    [Theory]
    [InlineData("https://evil.example/file")]
    [InlineData("https://mms.twiliocdn.com.evil.example/file")]
    [InlineData("https://mms.twiliocdn.com@evil.example/file")]
    [InlineData("https://evil.example/mms.twiliocdn.com")]
    [InlineData("http://mms.twiliocdn.com/file")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/2010-04-01/elsewhere")]
    [InlineData("")]
    public async Task A_redirect_to_anywhere_else_is_not_followed(string target)
    {
        using var stage = new MediaStage().Redirects(target);

        Assert.Null(await stage.FetchAsync());
        Assert.Single(stage.Script.Requests);
    }

    [Fact]
    public async Task A_file_that_is_not_there_yet_is_asked_for_again_after_one_and_three_seconds()
    {
        using var stage = new MediaStage().IsNotThere().IsNotThere().Redirects().Serves([7]);

        var fetch = stage.FetchAsync();
        Assert.Single(stage.Script.Requests);
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.BecomesAsync(() => stage.Script.Requests.Count == 2);
        stage.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(fetch.IsCompleted);
        stage.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal([7], (await fetch.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System))?.Bytes);
    }

    [Fact]
    public async Task A_file_that_is_not_there_three_times_can_not_be_had()
    {
        using var stage = new MediaStage().IsNotThere().IsNotThere().IsNotThere();

        var fetch = stage.FetchAsync();
        await Eventually.BecomesAsync(() =>
        {
            stage.Time.Advance(TimeSpan.FromMilliseconds(500));
            return fetch.IsCompleted;
        });

        Assert.Null(await fetch);
        Assert.Equal(3, stage.Script.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Any_other_answer_means_that_it_can_not_be_had_now(HttpStatusCode status)
    {
        using var stage = new MediaStage();
        stage.Script.Answers(HttpMethod.Get, MediaStage.Url, status);

        Assert.Null(await stage.FetchAsync());
    }

    [Fact]
    public async Task A_broken_connection_means_that_it_can_not_be_had_now()
    {
        using var stage = new MediaStage();
        stage.Script.Fails(HttpMethod.Get, MediaStage.Url, new HttpRequestException("broken"));

        Assert.Null(await stage.FetchAsync());
    }

    [Theory]
    [InlineData(SixteenMegabytes, true, true)]
    [InlineData(SixteenMegabytes, false, true)]
    [InlineData(SixteenMegabytes + 1, true, false)]
    [InlineData(SixteenMegabytes + 1, false, false)]
    public async Task A_file_may_have_16_megabytes_whether_or_not_its_length_is_told(int length, bool withLength, bool isTaken)
    {
        using var stage = new MediaStage().Redirects().Serves(new byte[length], withLength: withLength);

        Assert.Equal(isTaken, await stage.FetchAsync() is not null);
    }

    [Fact]
    public async Task A_fetch_without_an_end_is_given_up_after_ten_seconds()
    {
        using var stage = new MediaStage();
        stage.Script.Does(HttpMethod.Get, MediaStage.Url, async cancellationToken =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stage.Time, cancellationToken);
            return new HttpResponseMessage();
        });

        var fetch = stage.FetchAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(fetch.IsCompleted);
        stage.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Null(await fetch.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
    }

    [Fact]
    public async Task A_fetch_that_its_caller_cancels_is_cancelled()
    {
        using var stage = new MediaStage().IsNotThere();
        using var stop = new CancellationTokenSource();

        var fetch = stage.FetchAsync(cancellationToken: stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fetch.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
    }
}
