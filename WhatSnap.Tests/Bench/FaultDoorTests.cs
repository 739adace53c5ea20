using System.Net;
using Microsoft.AspNetCore.Builder;
using WhatSnap.Bench.Faults;
using WhatSnap.Local.Simulators;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Bench;

/// <summary>What the fault matrix lets happen: a door that does not fail would prove nothing.</summary>
public sealed class FaultDoorTests
{
    [Theory]
    [InlineData(nameof(FaultKind.Failing), 0, 2)]
    [InlineData(nameof(FaultKind.Lying), 4, 2)]
    [InlineData(nameof(FaultKind.Refusing), 0, 0)]
    public async Task Of_the_calls_that_write_every_second_one_is_done_although_it_fails_or_lies(string kind, int successes, int done)
    {
        await using var stage = await Stage.StartAsync(Dependency.GoHighLevel);
        await stage.Door.FailAsync(Enum.Parse<FaultKind>(kind));

        List<HttpStatusCode> answers = [];
        for (var call = 0; call < 4; call++) answers.Add((await stage.PostAsync()).Status);

        Assert.Equal((successes, done), (answers.Count(status => status is HttpStatusCode.OK), stage.Posts));
    }

    [Fact]
    public async Task Nothing_that_a_liar_answers_is_what_the_other_side_said_and_it_is_as_before_when_it_is_over()
    {
        await using var stage = await Stage.StartAsync(Dependency.Queues);

        await stage.Door.FailAsync(FaultKind.Lying);
        List<string> lies = [];
        for (var call = 0; call < 10; call++) lies.Add((await stage.PostAsync()).Body);
        await stage.Door.OpenAsync(CancellationToken.None);

        Assert.DoesNotContain(Stage.Answer, lies);
        Assert.Equal((HttpStatusCode.OK, Stage.Answer), await stage.PostAsync());
    }

    [Fact]
    public async Task Nobody_listens_while_a_dependency_is_gone()
    {
        await using var stage = await Stage.StartAsync(Dependency.Tables);

        await stage.Door.FailAsync(FaultKind.Gone);
        var gone = await Assert.ThrowsAsync<HttpRequestException>(stage.PostAsync);
        await stage.Door.OpenAsync(CancellationToken.None);

        Assert.Equal(HttpRequestError.ConnectionError, gone.HttpRequestError);
        Assert.Equal((HttpStatusCode.OK, Stage.Answer), await stage.PostAsync());
    }

    /// <summary>A dependency that counts what is posted to it, behind its door.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        public const string Answer = "done";
        private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
        private LoopbackServer _dependency = null!;
        private int _posts;

        public FaultDoor Door { get; private set; } = null!;

        public int Posts => _posts;

        public static async Task<Stage> StartAsync(Dependency dependency)
        {
            var stage = new Stage();
            stage._dependency = await LoopbackServer.StartAsync(0, app => app.MapPost("/{**path}", stage.Take), CancellationToken.None);
            stage.Door = new FaultDoor(dependency, TestStorage.FreePorts(), stage._dependency.Address.GetLeftPart(UriPartial.Authority), stage._http, 1);
            await stage.Door.OpenAsync(CancellationToken.None);
            return stage;
        }

        public async Task<(HttpStatusCode Status, string Body)> PostAsync()
        {
            using var body = new StringContent("hello");
            using var answer = await _http.PostAsync(new Uri($"http://127.0.0.1:{Door.Port}/messages"), body);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async ValueTask DisposeAsync()
        {
            await Door.DisposeAsync();
            await _dependency.DisposeAsync();
            _http.Dispose();
        }

        private string Take()
        {
            Interlocked.Increment(ref _posts);
            return Answer;
        }
    }
}
