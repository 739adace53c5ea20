namespace WhatSnap.Core.Hosting;

/// <summary>Tests of our own public address: a webhook that takes a request for a test of ours stores nothing and says so.</summary>
internal static class OwnAddress
{
    /// <summary>True when the address led here and the test was passed; false when nobody, or somebody else, answered.</summary>
    /// <param name="http">The client.</param>
    /// <param name="request">The test.</param>
    /// <param name="header">The header by which our webhook says that it was passed.</param>
    /// <param name="cancellationToken">Cancels the test.</param>
    public static async Task<bool> AnswersAsync(
        HttpClient http, HttpRequestMessage request, string header, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return Answers.IsPassed(answer, header);
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
