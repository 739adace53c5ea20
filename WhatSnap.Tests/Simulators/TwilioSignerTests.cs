using System.Text.Json;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioSignerTests
{
    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, Read().GetArrayLength())];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_published_vector_is_signed_alike(int index)
    {
        var vector = Read()[index];

        var signature = TwilioSigner.Sign(
            vector.GetProperty("token").GetString()!,
            vector.GetProperty("signedUrl").GetString()!,
            vector.GetProperty("params").EnumerateObject()
                .Select(field => KeyValuePair.Create(field.Name, field.Value.GetString()!)));

        Assert.Equal(vector.GetProperty("signature").GetString(), signature);
    }

    [Fact]
    public void A_fragment_is_not_signed()
    {
        Assert.Equal(
            TwilioSigner.Sign("12345", "https://whatsnap.example/in"),
            TwilioSigner.Sign("12345", "https://whatsnap.example/in#rc=3&rp=all"));
    }

    [Fact]
    public void Another_url_token_or_value_gives_another_signature()
    {
        static string Sign(string token, string url, string body) =>
            TwilioSigner.Sign(token, url, KeyValuePair.Create("Body", body));

        var signatures = new[]
        {
            Sign("1", "https://a", "x"),
            Sign("2", "https://a", "x"),
            Sign("1", "https://A", "x"),
            Sign("1", "https://a", "X"),
        };

        Assert.Equal(4, signatures.Distinct().Count());
    }

    private static JsonElement Read()
    {
        var file = File.ReadAllBytes(Repository.Contract("twilio/signature_vectors.json"));
        return JsonElement.Parse(file).GetProperty("vectors");
    }
}
