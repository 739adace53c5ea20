using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatSnap.Core.Health;

/// <summary>Sends one alert to the address that a location chose, signed as Standard Webhooks 1.0.0 says.</summary>
public sealed class CallAlertWebhook(HttpClient http, TimeProvider time)
{
    public static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(15);

    /// <returns>Null when it was answered 2xx; else what went wrong, without the address.</returns>
    public async Task<string?> RunAsync(AlertNotice notice, AlertWords words, AlertSettings settings, CancellationToken cancellationToken)
    {
        var data = new AlertData(notice.LocationId, notice.AccountId.Length > 0 ? notice.AccountId : null, notice.Code, words.Subject, words.Text, notice.SeenAt);
        var body = JsonSerializer.SerializeToUtf8Bytes(new AlertCall($"alert.{notice.Kind}", notice.At, data), AlertCallJson.Default.AlertCall);
        var at = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.WebhookUrl)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("webhook-id", notice.Id);
        request.Headers.Add("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", AlertSignature.Sign(settings.WebhookSecret!, notice.Id, at, body));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"The webhook answered {(int)answer.StatusCode}.";
        }
        catch (HttpRequestException failed)
        {
            return $"The webhook could not be reached ({failed.HttpRequestError}).";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "The webhook did not answer in time.";
        }
    }
}

/// <summary>Body of the webhook of an alert; <c>docs/health.md</c> shows it.</summary>
/// <param name="Type"><c>alert.raised</c>, <c>alert.worse</c>, <c>alert.cleared</c> or <c>alert.test</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">The alert.</param>
internal sealed record AlertCall(string Type, DateTimeOffset Timestamp, AlertData Data);

/// <param name="LocationId">GoHighLevel's location id.</param>
/// <param name="AccountId">The account; null for the location itself.</param>
/// <param name="Code">A code of <see cref="HealthSigns"/>; empty in a test.</param>
/// <param name="Subject">What is wrong in one line.</param>
/// <param name="Text">What is wrong and what to do.</param>
/// <param name="Since">When it began.</param>
internal sealed record AlertData(string LocationId, string? AccountId, string Code, string Subject, string Text, DateTimeOffset Since);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AlertCall))]
internal sealed partial class AlertCallJson : JsonSerializerContext;
