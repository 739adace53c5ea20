using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion.Devices;

/// <summary>The calls of WhatSnap's device API; the token, which there is none of before pairing, goes on each request and to this one address alone.</summary>
internal sealed class DeviceApi(ServerAddress server, DeviceToken? token, TimeProvider time) : IDisposable
{
    /// <summary>How long WhatSnap may hold an empty outbox, in seconds.</summary>
    public const int Wait = 25;

    /// <summary>The largest file that goes either way, in bytes.</summary>
    public const long LargestFile = 25 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FileLimit = TimeSpan.FromMinutes(10);

    /// <summary>A redirected call would take the token elsewhere.</summary>
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private volatile DeviceToken? _token = token;

    /// <summary>Makes all calls that begin from now on with another token.</summary>
    public void Use(DeviceToken newer) => _token = newer;

    /// <summary>Asks for another token; the one there is stays valid until the new one is used.</summary>
    public async Task<DeviceToken> RotateAsync(CancellationToken cancellationToken) => await CallAsync(
        HttpMethod.Post, "token/rotate", content: null, DeviceJson.Default.WireToken, cancellationToken) is { Token: { } given } ? new DeviceToken(given) : throw Nonsense();

    public async Task<WirePaired> PairAsync(WirePair request, CancellationToken cancellationToken) =>
        await CallAsync(HttpMethod.Post, "pair", Json(request, DeviceJson.Default.WirePair), DeviceJson.Default.WirePaired, cancellationToken)
        ?? throw Nonsense();

    public async Task<WireBeaten> HeartbeatAsync(WireHeartbeat beat, CancellationToken cancellationToken) => await CallAsync(
        HttpMethod.Post, "heartbeat", Json(beat, DeviceJson.Default.WireHeartbeat), DeviceJson.Default.WireBeaten, cancellationToken) ?? throw Nonsense();

    /// <summary>Waits for messages to send; none after <paramref name="wait"/> seconds.</summary>
    public async Task<IReadOnlyList<WireOutboxItem>> OutboxAsync(int wait, CancellationToken cancellationToken) => (await CallAsync(
        HttpMethod.Get, $"outbox?wait={wait}", content: null, DeviceJson.Default.WireOutbox, cancellationToken))?.Items ?? [];

    public Task ClaimAsync(WireOutboxItem item, CancellationToken cancellationToken) => CallAsync(
        HttpMethod.Post, $"outbox/{Uri.EscapeDataString(item.Id)}/claim", Json(new WireClaim(item.LeaseId), DeviceJson.Default.WireClaim), cancellationToken);

    public Task ReceiptsAsync(IReadOnlyList<WireReceipt> receipts, CancellationToken cancellationToken) => CallAsync(
        HttpMethod.Post, "receipts", Json(new WireReceipts(receipts), DeviceJson.Default.WireReceipts), cancellationToken);

    public async Task<IReadOnlyList<WireInboxResult>> InboxAsync(IReadOnlyList<WireInboxItem> items, CancellationToken cancellationToken) => (await CallAsync(
        HttpMethod.Post, "inbox", Json(new WireInbox(items), DeviceJson.Default.WireInbox), DeviceJson.Default.WireInboxResults, cancellationToken))?.Items
        ?? throw Nonsense();

    /// <summary>Uploads a file under its hash; the same again changes nothing.</summary>
    public async Task UploadAsync(string path, string sha256, string? type, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var content = new StreamContent(file);
        content.Headers.ContentType = MediaTypeHeaderValue.TryParse(type, out var known) ? known : new MediaTypeHeaderValue("application/octet-stream");
        await CallAsync(HttpMethod.Put, $"attachments/{sha256}", content, cancellationToken, FileLimit);
    }

    /// <summary>Fetches a file to send; false when what came is not what was announced.</summary>
    public async Task<bool> DownloadAsync(WireOutboxFile file, string path, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(server.At(""), file.Url, out var address) || !ServerAddress.IsSafe(address) || file.Size > LargestFile) return false;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await InTimeAsync(FileLimit, async stop =>
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!answer.IsSuccessStatusCode) throw await RefusalAsync(answer, stop);
            await using var body = await answer.Content.ReadAsStreamAsync(stop);
            return await SaveAsync(body, path, stop) is { } hash && (file.Sha256 is null || hash.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase));
        }, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Gives the hash; null when there is more than may be.</summary>
    private static async Task<string?> SaveAsync(Stream body, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        var buffer = new byte[81920];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (file.Length + read > LargestFile) return null;
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static JsonContent Json<T>(T value, JsonTypeInfo<T> type) => JsonContent.Create(value, type);

    private async Task CallAsync(
        HttpMethod method, string path, HttpContent content, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        await InTimeAsync(limit ?? Limit, async stop =>
        {
            using var answer = await SendAsync(method, path, content, stop);
            return true;
        }, cancellationToken);

    private Task<T?> CallAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => InTimeAsync(Limit, async stop =>
        {
            using var answer = await SendAsync(method, path, content, stop);
            if (answer.StatusCode == HttpStatusCode.NoContent) return null;
            return await answer.Content.ReadFromJsonAsync(type, stop);
        }, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, server.At("device/v1/" + path)) { Content = content };
        var used = _token;
        if (used is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", used.Value);
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode) return answer;

        // The token was renewed while this call was on its way: the next try has the new one.
        if (answer.StatusCode == HttpStatusCode.Unauthorized && used != _token)
        {
            answer.Dispose();
            throw new DeviceApiException(status: null, "The token was renewed during this call.");
        }

        using (answer) throw await RefusalAsync(answer, cancellationToken);
    }

    /// <summary>Makes one exception of everything by which a call can fail.</summary>
    private async Task<T> InTimeAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> callAsync, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await callAsync(stop.Token);
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeviceApiException(status: null, "WhatSnap did not answer in time.", slow);
        }
        catch (HttpRequestException unreachable)
        {
            throw new DeviceApiException(status: null, $"WhatSnap can't be reached ({unreachable.HttpRequestError}).", unreachable);
        }
        catch (IOException broken)
        {
            throw new DeviceApiException(status: null, "The connection to WhatSnap broke.", broken);
        }
        catch (JsonException nonsense)
        {
            throw new DeviceApiException(HttpStatusCode.OK, "WhatSnap's answer is not understood.", nonsense);
        }
    }

    private static async Task<DeviceApiException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var said = "";
        try
        {
            if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
                && await answer.Content.ReadFromJsonAsync(DeviceJson.Default.WireProblem, cancellationToken) is { } problem)
            {
                said = $"{problem.Title} {problem.Detail}".Trim();
            }
        }
        catch (JsonException)
        {
            // The status says enough.
        }

        return new DeviceApiException(answer.StatusCode, said.Length > 0 ? said : $"WhatSnap answered {(int)answer.StatusCode}.")
        {
            RetryAfter = answer.Headers.RetryAfter?.Delta,
        };
    }

    private static DeviceApiException Nonsense() => new(HttpStatusCode.OK, "WhatSnap's answer is not understood.");
}
