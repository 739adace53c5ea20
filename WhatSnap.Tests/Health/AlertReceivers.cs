using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using MimeKit;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Health;

/// <summary>A mail server and a webhook that alerts are sent to; both can refuse.</summary>
internal sealed class AlertReceivers : MessageStore, IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<MimeMessage> _mails = [];
    private readonly List<HookCall> _calls = [];
    private readonly Lock _lock = new();
    private Task _smtp = Task.CompletedTask;
    private WebApplication _hook = null!;

    public int MailPort { get; private set; }

    /// <summary>Where the webhook is.</summary>
    public string HookUrl { get; private set; } = "";

    /// <summary>What the webhook answers.</summary>
    public int HookStatus { get; set; } = 204;

    /// <summary>What happens before the webhook or the mail server answers.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    /// <summary>What the mail server says to a message.</summary>
    public SmtpResponse MailAnswer { get; set; } = SmtpResponse.Ok;

    public IReadOnlyList<MimeMessage> Mails
    {
        get
        {
            lock (_lock) return [.. _mails];
        }
    }

    /// <summary>What came to the webhook, taken or not.</summary>
    public IReadOnlyList<HookCall> Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    /// <summary>The kinds of alert that the webhook was told, in their order.</summary>
    public IEnumerable<string> Kinds => Calls.Select(call => call.Json.GetProperty("type").GetString()!);

    public static async Task<AlertReceivers> StartAsync()
    {
        var receivers = new AlertReceivers { MailPort = TestStorage.FreePorts() };
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, receivers.MailPort)).Build()).Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((MessageStore)receivers);
        receivers._smtp = new SmtpServer.SmtpServer(options, services).StartAsync(receivers._end.Token);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        receivers._hook = builder.Build();
        receivers._hook.Run(receivers.TakeAsync);
        await receivers._hook.StartAsync();
        receivers.HookUrl = receivers._hook.Urls.Single() + "/alerts";
        return receivers;
    }

    /// <summary>The settings of a product whose mails come here.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = $"{MailPort}",
        ["Mail:Security"] = "None",
        ["Mail:From"] = "alerts@whatsnap.example.com",
    };

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        await Meanwhile();
        if (MailAnswer != SmtpResponse.Ok) return MailAnswer;
        using var stream = new MemoryStream(buffer.ToArray());
        var mail = await MimeMessage.LoadAsync(stream, cancellationToken);
        lock (_lock) _mails.Add(mail);
        return SmtpResponse.Ok;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _hook.DisposeAsync();
        await _smtp;
        _end.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        lock (_lock) _calls.Add(new HookCall(headers, body.ToArray()));
        await Meanwhile();
        context.Response.StatusCode = HookStatus;
    }
}

/// <summary>One call of the webhook.</summary>
internal sealed record HookCall(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public System.Text.Json.JsonElement Json { get; } = System.Text.Json.JsonElement.Parse(Body);
}
