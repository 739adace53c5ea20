using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Exchanges the code of an install for tokens, stores them, and has the location or the agency's locations made ready.</summary>
public sealed partial class CompleteInstall(
    GoHighLevelOAuth oauth, TokenStore tokens, IWorkQueue queue, TimeProvider time, ILogger<CompleteInstall> logger)
{
    public async Task<InstallAnswer> RunAsync(string code, CancellationToken cancellationToken)
    {
        GrantedTokens granted;
        try
        {
            granted = await oauth.ExchangeCodeAsync(code, cancellationToken);
        }
        catch (GoHighLevelException failed)
        {
            LogRefused(failed.StatusCode, failed.Code);
            return failed switch
            {
                { Code: GoHighLevelOAuth.NotConfigured } => InstallAnswers.NotConfigured,
                { IsTransient: true } => InstallAnswers.Unreachable,
                _ => InstallAnswers.CodeRefused,
            };
        }

        GrantKey? key = granted switch
        {
            { LocationId: { } location } => GrantKey.OfLocation(location),
            { Holder: GrantHolder.Company, CompanyId: { } company } => GrantKey.OfCompany(company),
            _ => null,
        };
        if (key is not { } owner) return InstallAnswers.Nowhere;

        // The code can't be used again: what follows may fail and is done from what is stored.
        await tokens.SaveAsync(owner, granted, CancellationToken.None);
        await queue.SendAsync(
            QueueNames.GoHighLevelEvents, HandleInstall.WorkFor(granted.LocationId, granted.CompanyId, granted.IssuedAt, time.GetUtcNow()).ToJson(),
            TimeSpan.Zero, CancellationToken.None);
        LogInstalled(owner.Holder, owner.Id);
        return owner.Holder == GrantHolder.Location ? InstallAnswers.Installed : InstallAnswers.InstalledForAgency;
    }

    [LoggerMessage(LogLevel.Information, "WhatSnap was installed in {Holder} {Id}")]
    private partial void LogInstalled(GrantHolder holder, string id);

    [LoggerMessage(LogLevel.Warning, "The code of an installation gave no tokens ({Status} {Code})")]
    private partial void LogRefused(HttpStatusCode? status, string? code);
}
