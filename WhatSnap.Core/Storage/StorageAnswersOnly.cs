using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace WhatSnap.Core.Storage;

/// <summary>
/// Takes a success only from the storage itself, which names the request in each answer (<c>x-ms-request-id</c>). What a proxy or a
/// sign-in page says in its place would pass for an empty table, a finished write or a file.
/// </summary>
internal sealed class StorageAnswersOnly : HttpPipelinePolicy
{
    private const string RequestId = "x-ms-request-id";

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ProcessNext(message, pipeline);
        Check(message.Response);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        Check(message.Response);
    }

    /// <exception cref="RequestFailedException">Without a status, as when nobody answers: the call is repeated.</exception>
    private static void Check(Response answer)
    {
        if (answer.Status is >= 200 and < 300 && !answer.Headers.Contains(RequestId))
        {
            throw new RequestFailedException("This is no answer of the storage: it does not name the request.");
        }
    }
}
