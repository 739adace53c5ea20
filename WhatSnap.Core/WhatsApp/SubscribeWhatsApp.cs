using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Makes a connected session tell what we take: one that was linked before we took it would else stay deaf to it, and groups can be
/// taken or left.
/// </summary>
public sealed partial class SubscribeWhatsApp(WahaClient waha, IOptions<PublicAddressOptions> host, ILogger<SubscribeWhatsApp> logger)
{
    /// <exception cref="WahaException">The gateway did not answer; it may pass.</exception>
    public async Task RunAsync(Account account, WahaSession session, CancellationToken cancellationToken)
    {
        // A gateway that does not show what it tells is not asked over and over: each time the session connects anew.
        if (session.Events.Count == 0) return;
        var tellsAll = !WahaEvent.Subscribed.Except(session.Events).Any();
        if (tellsAll && (session.IgnoresGroups ?? true) != account.TakesGroups) return;
        var name = account.WhatsApp!.Session;
        try
        {
            await waha.ConfigureSessionAsync(name, SessionSetup.Of(account, host.Value), cancellationToken);
            LogSubscribed(name);
        }
        catch (WahaException refused) when (!refused.IsTransient)
        {
            LogRefused(name, refused.Code ?? refused.StatusCode.ToString());
        }
    }

    [LoggerMessage(LogLevel.Information, "Session {Session} was set up anew: it tells what we take")]
    private partial void LogSubscribed(string session);

    [LoggerMessage(LogLevel.Error, "The gateway does not tell all events of session {Session}: it refused ({Code})")]
    private partial void LogRefused(string session, string? code);
}
