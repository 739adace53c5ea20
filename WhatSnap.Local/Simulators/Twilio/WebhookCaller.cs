using System.Net.Http.Headers;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Calls the webhook of a text as Twilio does: signed, tried as its address says, then the fallback once.</summary>
internal sealed class WebhookCaller(IHttpClientFactory clients, TimeProvider time)
{
    public const string ClientName = "webhooks";

    public async Task<TwilioTextResult> CallAsync(
        TwilioMessage message,
        InboundRoute route,
        string authToken,
        string publicAddress,
        CancellationToken cancellationToken)
    {
        var result = new TwilioTextResult { Sid = message.Sid };
        if (route.Trouble is { } trouble) return result with { Error = trouble };

        var fields = WebhookParameters.Of(message, publicAddress);
        var token = Guid.NewGuid().ToString();
        var webhook = new Webhook(route.Url, route.Method, fields, authToken, token);
        var (attempts, last) = await TryAsync(webhook, WebhookOverrides.Parse(route.Url), cancellationToken);
        var fallbackUsed = !last.Succeeded && route.FallbackUrl.Length > 0;
        if (fallbackUsed)
        {
            webhook = webhook with
            {
                Url = route.FallbackUrl,
                Method = route.FallbackMethod,
                Fields =
                [
                    .. fields,
                    new("ErrorCode", $"{last.ErrorCode}"),
                    new("ErrorUrl", WithoutFragment(route.Url)),
                ],
            };
            last = await SendAsync(webhook, WebhookOverrides.Parse(webhook.Url), cancellationToken);
            attempts++;
        }

        return result with
        {
            Attempts = attempts,
            Status = last.Status,
            FallbackUsed = fallbackUsed,
            ContentType = last.ContentType,
            Body = last.Body,
            ErrorCode = last.Succeeded ? null : last.ErrorCode,
            Error = last.Succeeded ? null : last.Sentence,
        };
    }

    /// <summary>Posts a form, and again as often as its address says.</summary>
    public Task<(int Attempts, WebhookAttempt Last)> PostAsync(
        string url, IReadOnlyList<KeyValuePair<string, string>> fields, string authToken, CancellationToken cancellationToken) =>
        TryAsync(new Webhook(url, "POST", fields, authToken, Guid.NewGuid().ToString()), WebhookOverrides.Parse(url), cancellationToken);

    private async Task<(int Attempts, WebhookAttempt Last)> TryAsync(
        Webhook webhook, WebhookOverrides overrides, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempts = 1; ; attempts++)
        {
            var left = overrides.Total - time.GetElapsedTime(started);
            var limits = overrides.Read < left ? overrides : overrides.WithRead(left);
            var last = await SendAsync(webhook, limits, cancellationToken);
            var again = last.Failure is { } failure
                && overrides.TriesAgainAfter(failure)
                && attempts <= overrides.Retries
                && time.GetElapsedTime(started) < overrides.Total;
            if (!again) return (attempts, last);
        }
    }

    private async Task<WebhookAttempt> SendAsync(
        Webhook webhook, WebhookOverrides overrides, CancellationToken cancellationToken)
    {
        using var request = webhook.ToRequest();
        using var clock = new WebhookClock(overrides.Connect, overrides.Read, time);
        request.Options.Set(WebhookConnection.Clock, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Reading, cancellationToken);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.SendAsync(request, either.Token);
            return await WebhookAttempt.ReadAsync(answer, either.Token);
        }
        catch (HttpRequestException exception) when (IsConnectionFailure(exception))
        {
            return new WebhookAttempt { Failure = "ct" };
        }
        catch (HttpRequestException)
        {
            // Connected, but the answer broke off.
            return new WebhookAttempt { Failure = "rt" };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAttempt { Failure = "rt" };
        }
    }

    private static bool IsConnectionFailure(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.ConnectionError
        or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError;

    private static string WithoutFragment(string url) => url.Split('#', 2)[0];

    private sealed record Webhook(
        string Url, string Method, IReadOnlyList<KeyValuePair<string, string>> Fields, string AuthToken, string Token)
    {
        public HttpRequestMessage ToRequest()
        {
            var url = WithoutFragment(Url);
            var isGet = Method == "GET";
            if (isGet) url += (url.Contains('?') ? '&' : '?') + QueryString.Create(Fields!).Value![1..];

            var request = new HttpRequestMessage(isGet ? HttpMethod.Get : HttpMethod.Post, url);
            if (!isGet) request.Content = new FormUrlEncodedContent(Fields);
            request.Headers.Add("X-Twilio-Signature", TwilioSigner.Sign(AuthToken, url, isGet ? [] : Fields));
            request.Headers.Add("I-Twilio-Idempotency-Token", Token);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("TwilioProxy", "1.1"));
            return request;
        }
    }
}
