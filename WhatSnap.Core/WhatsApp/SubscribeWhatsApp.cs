using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Makes a connected session tell what we take, at our address and signed with our key: one that was linked before we took it would
/// else stay deaf to it, groups can be taken or left, and address and key can be changed.
/// </summary>
public sealed partial class SubscribeWhatsApp(
    WahaClient waha, IOptions<PublicAddressOptions> host, IOptions<WhatsAppOptions> options, ILogger<SubscribeWhatsApp> logger)
{
    /// <exception cref="WahaException">The gateway did not answer; it may pass.</exception>
    public async Task RunAsync(Account account, WahaSession session, CancellationToken cancellationToken)
    {
        // A gateway that does not show what it tells is not asked over and over: each time the session connects anew.
        if (session.Hooks.Count == 0) return;
        var setup = SessionSetup.Of(account, host.Value);
        if (session.Hooks.Any(hook => TellsUs(hook, setup)) && (session.IgnoresGroups ?? true) != account.TakesGroups) return;
        var name = account.WhatsApp!.Session;
        try
        {
            await waha.ConfigureSessionAsync(name, setup, cancellationToken);
            LogSubscribed(name);
        }
        catch (WahaException refused) when (!refused.IsTransient)
        {
            LogRefused(name, refused.Code ?? refused.StatusCode.ToString());
        }
    }

    /// <summary>A key that is not shown is taken for ours, else the session would be set up, and so connected, anew at each look.</summary>
    private bool TellsUs(WahaHook hook, SessionSetup setup) =>
        hook.Url == setup.HookUrl
        && !WahaEvent.Subscribed.Except(hook.Events).Any()
        && (hook.Key is null || hook.Key.Reveal() == options.Value.WebhookKey);

    [LoggerMessage(LogLevel.Information, "Session {Session} was set up anew: it tells what we take, at our address and with our key")]
    private partial void LogSubscribed(string session);

    [LoggerMessage(LogLevel.Error, "The gateway does not tell all events of session {Session}: it refused ({Code})")]
    private partial void LogRefused(string session, string? code);
}
