using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Dashboard;

/// <summary>Makes session tokens by hand: good as it is, and changed in one thing to be bad.</summary>
internal sealed class TokenMint
{
    public const string Key = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string OtherKey = "test:HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string Issuer = "https://hooks.example.com";
    public static readonly ApiSession Session = new("company1", "location1", "user1", Rights.All);
    private readonly FakeTimeProvider _time;

    public TokenMint(FakeTimeProvider time)
    {
        _time = time;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        Header = new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = "test" };
        Payload = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = SessionTokens.Audience,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 900,
            ["jti"] = "1",
            ["sub"] = Session.UserId,
            ["company"] = Session.CompanyId,
            ["location"] = Session.LocationId,
            ["rights"] = "view connect disconnect reroute",
        };
    }

    public JsonObject Header { get; }

    public JsonObject Payload { get; }

    /// <summary>The product's verifier with these keys on its ring.</summary>
    public SessionTokens Tokens(params string[] ring) => new(
        Options.Create(new SecretsOptions { Keys = ring.Length > 0 ? ring : [Key] }),
        Options.Create(new PublicAddressOptions { PublicBaseUrl = new Uri(Issuer) }), _time);

    /// <summary>The token signed with the derived key of a ring key, by HMAC-SHA256 whatever its header says.</summary>
    public string Signed(string ringKey = Key) => Signed(bytes => HMACSHA256.HashData(Derived(ringKey), bytes));

    public string Signed(Func<byte[], byte[]> sign)
    {
        var content = $"{Part(Header.ToJsonString())}.{Part(Payload.ToJsonString())}";
        return $"{content}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    public static byte[] Derived(string ringKey) =>
        SessionTokens.Derive(new SecretsOptions { Keys = [ringKey] }.Ring()[0]).Key;

    /// <summary>A token with one claim changed under its old signature.</summary>
    public static string WithClaim(string token, string name, string value)
    {
        var parts = token.Split('.');
        var payload = JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!.AsObject();
        payload[name] = value;
        return $"{parts[0]}.{Part(payload.ToJsonString())}.{parts[2]}";
    }

    public static string Part(string json) => Base64UrlEncoder.Encode(json);
}
