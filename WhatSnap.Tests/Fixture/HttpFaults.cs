using System.Net;

namespace WhatSnap.Tests.Fixture;

/// <summary>What becomes of a call on its way.</summary>
internal enum HttpFault
{
    None,

    /// <summary>It never arrives.</summary>
    LostBefore,

    /// <summary>It is done, and its answer is lost.</summary>
    LostAfter,

    /// <summary>The other side answers 500 and does nothing.</summary>
    ServerError,

    /// <summary>The other side answers 401.</summary>
    Unauthorized,

    /// <summary>The other side answers 200 with nothing in it and does nothing.</summary>
    Nonsense,
}

/// <summary>The way to a vendor, on which a test lets calls fail.</summary>
internal sealed class HttpFaults
{
    /// <summary>Decides for each call; none fails when null.</summary>
    public Func<HttpRequestMessage, HttpFault>? OnCall { get; set; }

    /// <summary>A handler for one typed client.</summary>
    public DelegatingHandler NewHandler() => new Handler(this);

    private sealed class Handler(HttpFaults faults) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            switch (faults.OnCall?.Invoke(request) ?? HttpFault.None)
            {
                case HttpFault.LostBefore:
                    throw new HttpRequestException(HttpRequestError.ConnectionError, "The call is lost.");
                case HttpFault.LostAfter:
                    (await base.SendAsync(request, cancellationToken)).Dispose();
                    throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer is lost.");
                case HttpFault.ServerError:
                    return new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("") };
                case HttpFault.Unauthorized:
                    return new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("""{"code":20003}""") };
                case HttpFault.Nonsense:
                    return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") };
                default:
                    return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}
