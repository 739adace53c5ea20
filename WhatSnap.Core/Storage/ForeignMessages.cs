using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace WhatSnap.Core.Storage;

/// <summary>Queue messages that are none of ours: nobody can do anything with them, so they are told and dropped.</summary>
internal static partial class ForeignMessages
{
    /// <summary>The work that a queue message carries; null for one that is not ours.</summary>
    public static TWork? ReadOurs<TWork>(this ILogger logger, string body, Func<string, TWork> read)
        where TWork : class
    {
        try
        {
            return read(body);
        }
        catch (JsonException)
        {
            LogForeign(logger, body.Length);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "A queue message of {Length} characters is not ours and was dropped")]
    private static partial void LogForeign(ILogger logger, int length);
}
