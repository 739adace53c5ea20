using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.Hosting;

/// <summary>What every log line written within a piece of work names, whoever writes it.</summary>
internal static class LogScopes
{
    private static readonly Func<ILogger, string, string, IDisposable?> Account =
        LoggerMessage.DefineScope<string, string>("Location {LocationId}, account {AccountId}");

    private static readonly Func<ILogger, string, string, string, IDisposable?> Message =
        LoggerMessage.DefineScope<string, string, string>("Location {LocationId}, account {AccountId}, message {MessageId}");

    public static IDisposable? OfAccount(this ILogger logger, string locationId, string accountId) =>
        Account(logger, locationId, accountId);

    public static IDisposable? OfMessage(this ILogger logger, string locationId, string accountId, string messageId) =>
        Message(logger, locationId, accountId, messageId);
}
