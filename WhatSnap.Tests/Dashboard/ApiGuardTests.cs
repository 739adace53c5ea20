using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Hosting;

namespace WhatSnap.Tests.Dashboard;

public sealed class ApiGuardTests : IDisposable
{
    private readonly ApiLimits _limits = new();
    private readonly TokenMint _mint = new(new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)));

    public void Dispose() => _limits.Dispose();

    [Fact]
    public async Task An_endpoint_runs_for_the_location_user_and_rights_of_the_token()
    {
        LocationSession? seen = null;

        var answer = await CallAsync(Bearer(TokenMint.Session), Rights.Reroute, session =>
        {
            seen = session;
            return Task.FromResult(Results.NoContent());
        });

        Assert.Equal(StatusCodes.Status204NoContent, answer.StatusCode);
        Assert.Equal(new LocationSession("location1", "user1", Rights.All), seen);
        AssertIsKeptByNobody(answer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic {0}")]
    [InlineData("{0}")]
    [InlineData("Bearer {0}, Bearer {0}")]
    public async Task Without_a_bearer_token_of_ours_the_answer_is_401_and_says_what_to_do(string? header)
    {
        var token = _mint.Tokens().Issue(TokenMint.Session).Token.Reveal();
        var value = header is null ? default(string?[]) : [header.Replace("{0}", token, StringComparison.Ordinal)];

        AssertAsksForSession(await CallAsync(context => context.Request.Headers.Authorization = value, Rights.View));
    }

    [Fact]
    public async Task A_token_in_the_query_a_cookie_or_a_second_header_is_no_session()
    {
        var token = _mint.Tokens().Issue(TokenMint.Session).Token.Reveal();

        AssertAsksForSession(await CallAsync(context => context.Request.QueryString = new($"?access_token={token}&token={token}"), Rights.View));
        AssertAsksForSession(await CallAsync(context => context.Request.Headers.Cookie = $"token={token}; Authorization=Bearer {token}", Rights.View));
        AssertAsksForSession(await CallAsync(
            context => context.Request.Headers.Authorization = new([$"Bearer {token}", $"Bearer {token}"]), Rights.View));
    }

    [Fact]
    public async Task A_token_of_another_audience_is_no_session()
    {
        _mint.Payload["aud"] = "other";

        AssertAsksForSession(await CallAsync(
            context => context.Request.Headers.Authorization = $"Bearer {_mint.Signed()}", Rights.View));
    }

    [Theory]
    [InlineData(Rights.View, Rights.Connect)]
    [InlineData(Rights.View | Rights.Connect, Rights.Disconnect)]
    [InlineData(Rights.View | Rights.Connect | Rights.Disconnect, Rights.Reroute)]
    [InlineData(Rights.View | Rights.Connect, Rights.Connect | Rights.Reroute)]
    [InlineData(Rights.Connect, Rights.View)]
    [InlineData(Rights.All, Rights.None)]
    public async Task A_missing_right_is_403_and_named(Rights has, Rights needed)
    {
        var answer = await CallAsync(Bearer(TokenMint.Session with { Rights = has }), needed);

        var text = AssertIsProblem(answer, StatusCodes.Status403Forbidden);
        Assert.All(
            Enum.GetValues<Rights>().Where(right => right != Rights.None && right != Rights.All && needed.HasFlag(right)),
            right => Assert.Contains($"{right}", text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_session_without_location_enters_only_where_none_is_needed_and_a_bound_one_only_where_one_is()
    {
        var unbound = TokenMint.Session with { LocationId = null };
        ApiSession? seen = null;
        Task<IResult> Run(ApiSession session)
        {
            seen = session;
            return Task.FromResult(Results.Ok());
        }

        AssertIsProblem(await CallAsync(Bearer(unbound), Rights.View), StatusCodes.Status403Forbidden);
        AssertIsProblem(
            await CallAsync(Bearer(TokenMint.Session), (guard, request) => guard.RunUnboundAsync(request, Run)),
            StatusCodes.Status403Forbidden);
        Assert.Null(seen);
        var entered = await CallAsync(Bearer(unbound), (guard, request) => guard.RunUnboundAsync(request, Run));

        Assert.Equal(StatusCodes.Status200OK, entered.StatusCode);
        Assert.Equal(unbound, seen! with { OpenedAt = null });
    }

    [Fact]
    public async Task Storage_that_fails_is_503_and_another_failure_is_not_hidden()
    {
        var failed = await CallAsync(
            Bearer(TokenMint.Session), Rights.View, _ => throw new RequestFailedException(500, "secret of the storage"));

        Assert.DoesNotContain("secret", AssertIsProblem(failed, StatusCodes.Status503ServiceUnavailable), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            CallAsync(Bearer(TokenMint.Session), Rights.View, _ => throw new InvalidOperationException()));
    }

    [Fact]
    public async Task What_an_endpoint_logs_stands_under_the_location_and_the_user_and_never_under_the_token()
    {
        using var capture = new Capture();
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(capture));
        var token = _mint.Tokens().Issue(TokenMint.Session).Token.Reveal();

        await CallAsync(
            context => context.Request.Headers.Authorization = $"Bearer {token}",
            (guard, request) => guard.RunAsync(request, Rights.View, _ => throw new RequestFailedException("gone")),
            logs.CreateLogger<ApiGuard>());
        await CallAsync(
            context => context.Request.Headers.Authorization = $"Bearer {token}x",
            (guard, request) => guard.RunAsync(request, Rights.View, _ => throw new RequestFailedException("gone")),
            logs.CreateLogger<ApiGuard>());

        Assert.Contains(capture.All, one => one is { Kind: "scope", Text: "LocationId=location1, UserId=user1" });
        Assert.Contains(capture.All, one => one.Kind == "log" && one.Text.Contains("storage failed", StringComparison.Ordinal));
        Assert.DoesNotContain(capture.All, one => one.Text.Contains(token.Split('.')[2], StringComparison.Ordinal));
        Assert.DoesNotContain(capture.All, one => one.Text.Contains(token.Split('.')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_who_calls_too_often_is_asked_to_wait_and_others_are_not()
    {
        var statuses = new List<int>();
        for (var tries = 0; tries < 20 && !statuses.Contains(StatusCodes.Status429TooManyRequests); tries++)
        {
            while (_limits.Admits(TokenMint.Session))
            {
                // Until none is left.
            }

            statuses.Add((await CallAsync(Bearer(TokenMint.Session), Rights.View, _ => Task.FromResult(Results.NoContent()))).StatusCode);
        }

        var other = TokenMint.Session with { UserId = "user2" };
        Assert.Contains(StatusCodes.Status429TooManyRequests, statuses);
        Assert.Equal(StatusCodes.Status204NoContent, (await CallAsync(Bearer(other), Rights.View, _ => Task.FromResult(Results.NoContent()))).StatusCode);
    }

    private Action<HttpContext> Bearer(ApiSession session)
    {
        var token = _mint.Tokens().Issue(session).Token.Reveal();
        return context => context.Request.Headers.Authorization = $"Bearer {token}";
    }

    private Task<HttpResponse> CallAsync(
        Action<HttpContext> prepare, Rights needed, Func<LocationSession, Task<IResult>>? run = null) => CallAsync(
            prepare,
            (guard, request) => guard.RunAsync(request, needed, run ?? (_ => throw new InvalidOperationException("It must not run."))));

    private async Task<HttpResponse> CallAsync(
        Action<HttpContext> prepare, Func<ApiGuard, HttpRequest, Task<IResult>> call, ILogger<ApiGuard>? logger = null)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
            Response = { Body = new MemoryStream() },
        };
        prepare(context);
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var revoked = new RevokedSessions(new GrantTable(new TableServiceClient("UseDevelopmentStorage=true"), null!, TimeProvider.System), cache);
        revoked.Remember(TokenMint.Session.LocationId!, null);
        var result = await call(new ApiGuard(_mint.Tokens(), revoked, _limits, logger ?? NullLogger<ApiGuard>.Instance), context.Request);
        await result.ExecuteAsync(context);
        return context.Response;
    }

    private static void AssertAsksForSession(HttpResponse answer)
    {
        var text = AssertIsProblem(answer, StatusCodes.Status401Unauthorized);
        Assert.Equal("Bearer", answer.Headers.WWWAuthenticate);
        Assert.Contains("Open WhatSnap again inside GoHighLevel", text, StringComparison.Ordinal);
    }

    private static string AssertIsProblem(HttpResponse answer, int status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.ContentType);
        AssertIsKeptByNobody(answer);
        answer.Body.Position = 0;
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
        return problem.RootElement.GetRawText();
    }

    private static void AssertIsKeptByNobody(HttpResponse answer) =>
        Assert.Equal(("no-store", "nosniff"), ($"{answer.Headers.CacheControl}", $"{answer.Headers.XContentTypeOptions}"));
}
