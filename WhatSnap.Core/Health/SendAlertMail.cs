using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace WhatSnap.Core.Health;

/// <summary>Sends one alert to one address by SMTP.</summary>
public sealed class SendAlertMail(IOptions<MailOptions> options, TimeProvider time)
{
    /// <summary>Of each step.</summary>
    private const int LimitMs = 20_000;

    /// <summary>Of all steps: who tells has the address for <see cref="AlertTable.TellWithin"/>.</summary>
    private static readonly TimeSpan Limit = AlertTable.TellWithin * 3 / 4;

    /// <summary>True when there is a server to send by.</summary>
    public bool IsSet => options.Value.Host is not null;

    /// <returns>Null when the server took it; else what went wrong, without the address.</returns>
    public async Task<string?> RunAsync(string id, string address, AlertWords words, CancellationToken cancellationToken)
    {
        var mail = options.Value;
        if (mail.Host is null) return "This WhatSnap has no mail server (Mail__Host).";
        using var message = new MimeMessage
        {
            Subject = words.Subject,
            Body = new TextPart("plain") { Text = words.Text },
            MessageId = $"{id}@{MailboxAddress.Parse(mail.From!).Domain}",
        };
        message.From.Add(MailboxAddress.Parse(mail.From!));
        message.To.Add(MailboxAddress.Parse(address));

        // So that no absence note answers (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var client = new SmtpClient { Timeout = LimitMs };
            await client.ConnectAsync(mail.Host, mail.Port, SecurityOf(mail.Security), either.Token);
            if (mail.UserName is { } user) await client.AuthenticateAsync(user, mail.Password!, either.Token);
            await client.SendAsync(message, either.Token);
            await client.DisconnectAsync(quit: true, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "The mail server took too long.";
        }
        catch (SmtpCommandException refused)
        {
            return $"The mail server refused the e-mail ({(int)refused.StatusCode}, {refused.ErrorCode}).";
        }
        catch (Exception failed) when (failed is ProtocolException or AuthenticationException or System.Security.Authentication.AuthenticationException or IOException or System.Net.Sockets.SocketException or SslHandshakeException or TimeoutException)
        {
            return $"The mail server could not be used ({failed.GetType().Name}).";
        }
    }

    private static SecureSocketOptions SecurityOf(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
