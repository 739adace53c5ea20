using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Bench.Faults;

/// <summary>Stands between a phone and the network. While phones lie, hosts get nonsense, signed as the phone signs; what they answer is the phone's answer.</summary>
/// <param name="turns">What becomes of each call.</param>
/// <param name="keyOf">The key by which a phone signs, by the phone's id.</param>
/// <param name="time">By which it is slow.</param>
internal sealed class FaultyNetwork(FaultTurns turns, Func<string, string?> keyOf, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var turn = turns.Next(request.Method.Method);
        if (turn.Fault is null) return await base.SendAsync(request, cancellationToken);

        // To its end, whoever waits: what the app gave up may have got done all the same.
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : null;
        return await PassAsync(Call.Of(request, body), turn.Fault.Value, turn.Delay, turn.IsDone).WaitAsync(cancellationToken);
    }

    private async Task<HttpResponseMessage> PassAsync(Call call, FaultKind fault, TimeSpan delay, bool isDone)
    {
        await Task.Delay(delay, time);
        var answer = isDone ? await base.SendAsync(call.Request(), CancellationToken.None) : null;
        if (fault == FaultKind.Slow) return answer!;
        answer?.Dispose();
        if (fault == FaultKind.Lying) return await base.SendAsync(Lie(call).Request(), CancellationToken.None);

        var spoiled = turns.Spoiled(fault);
        return new HttpResponseMessage((HttpStatusCode)spoiled.Status) { Content = new StringContent(spoiled.Body, Encoding.UTF8, "text/html") };
    }

    /// <summary>The same call with nonsense in it; one that says nothing is as it was.</summary>
    private Call Lie(Call call)
    {
        if (call.Body is null) return call;
        var nonsense = Encoding.UTF8.GetBytes(turns.Spoiled(FaultKind.Lying).Body);
        return call with { Body = nonsense, Headers = [.. call.Headers.Select(header => header.Name == PhoneApi.SignatureHeader ? (header.Name, Sign(call, nonsense)) : header)] };
    }

    private string Sign(Call call, byte[] nonsense)
    {
        var phone = JsonNode.Parse(call.Body)!["deviceId"]!.GetValue<string>();
        var timestamp = call.Headers.Single(header => header.Name == PhoneApi.TimeHeader).Value;
        return PhoneApi.Sign(keyOf(phone) ?? throw new InvalidOperationException("An unknown phone tells something."), nonsense, timestamp);
    }

    /// <summary>A call that can be made more than once.</summary>
    private sealed record Call(HttpMethod Method, Uri Address, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body)
    {
        public static Call Of(HttpRequestMessage request, byte[]? body) => new(
            request.Method, request.RequestUri!, [.. request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).Select(header => (header.Key, string.Join(", ", header.Value)))], body);

        public HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(Method, Address);
            if (Body is { } body) request.Content = new ByteArrayContent(body);
            foreach (var (name, value) in Headers.Where(header => header.Name != "Content-Length"))
            {
                if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
            }

            return request;
        }
    }
}
