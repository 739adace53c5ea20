using System.Text;

namespace WhatSnap.Bench.Pipeline;

/// <summary>One request to the storage.</summary>
/// <param name="Kind">What it does, for people.</param>
/// <param name="Took">Until the storage had answered.</param>
internal sealed record StorageCall(string Kind, TimeSpan Took)
{
    public const string EmptyPoll = "empty poll of a queue";

    /// <param name="method">The HTTP method.</param>
    /// <param name="target">Path and query as they were written.</param>
    /// <param name="answer">The body of the answer.</param>
    /// <param name="took">How long it took.</param>
    public static StorageCall Of(string method, string target, byte[] answer, TimeSpan took)
    {
        var path = target.Split('?')[0];
        var isQueue = path.Contains("/messages", StringComparison.Ordinal);
        var kind = (method, isQueue) switch
        {
            ("GET", true) when !Encoding.UTF8.GetString(answer).Contains("<QueueMessage>", StringComparison.Ordinal) => EmptyPoll,
            ("GET", true) => "receive from a queue",
            ("POST", true) => "put on a queue",
            ("PUT", true) => "change on a queue",
            ("DELETE", true) => "delete from a queue",
            _ when path.EndsWith("$batch", StringComparison.Ordinal) => "table transaction",
            ("GET", _) when path.EndsWith("()", StringComparison.Ordinal) => "table query",
            ("GET", _) => "table row read",
            _ => "table row write",
        };
        return new StorageCall(kind, took);
    }
}
