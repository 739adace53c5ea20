using System.Text.Json;

namespace WhatSnap.Tests.Fixture;

/// <summary>What every refusal of a webhook must be: a problem in JSON, discreet, with nothing stored.</summary>
internal static class Refusal
{
    /// <summary>The status, a problem in JSON that repeats nothing of the request, and nothing stored.</summary>
    public static async Task AssertAsync(TestProduct product, HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)answer.StatusCode);
        AssertIsDiscreet(product, answer, body);
        await StoredRows.AssertNothingAsync(product);
    }

    /// <summary>A problem in JSON that says what to do and repeats nothing secret.</summary>
    public static void AssertIsDiscreet(TestProduct product, HttpResponseMessage answer, string body)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        Assert.NotEmpty(problem.RootElement.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
        string[] secrets =
        [
            TestProduct.AuthToken, TestProduct.AccountSid, TestProduct.AccessToken, product.HookKey,
            product.LocationId, TwilioPost.Text, TestProduct.Number[1..], TestProduct.Customer(1)[1..],
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, body, StringComparison.OrdinalIgnoreCase));
    }
}
