using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Simulators;

namespace WhatSnap.Tests.Storage;

/// <summary>The backend and the gateway seal alike: both read the vectors of <c>contracts/sealed-text.json</c> (docs/sealed-text.md).</summary>
public sealed class SealedTextVectorTests
{
    private static readonly JsonNode Vectors = JsonNode.Parse(File.ReadAllText(Repository.Contract("sealed-text.json")))!;
    private static readonly SecretBox Box = new(Options.Create(
        new SecretsOptions { Keys = Vectors["ring"].Deserialize<string[]>()! }));

    public static IEnumerable<object[]> Texts =>
        Vectors["texts"]!.AsArray().Select(text => new object[] { Word(text, "row"), Word(text, "plain"), Word(text, "sealed") });

    public static IEnumerable<object[]> Refused =>
        Vectors["refused"]!.AsArray().Select(text => new object[] { Word(text, "why"), Word(text, "row"), Word(text, "sealed") });

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_vector_opens(string row, string plain, string sealedText) => Assert.Equal(plain, Box.Open(sealedText, row));

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_vector_that_must_not_open_does_not(string why, string row, string sealedText) =>
        Assert.True(Assert.ThrowsAny<CryptographicException>(() => Box.Open(sealedText, row)).Message.Length > 0, why);

    private static string Word(JsonNode? vector, string name) => vector![name]!.GetValue<string>();
}
