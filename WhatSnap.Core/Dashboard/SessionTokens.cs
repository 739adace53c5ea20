using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Dashboard;

/// <summary>A session token and when it ends.</summary>
public sealed record IssuedToken(Secret Token, DateTimeOffset ExpiresAt);

/// <summary>
/// Issues and verifies our own session tokens: JSON Web Tokens (RFC 7519) for 15 minutes, HS256 with a key derived from
/// <c>Secrets__Keys</c>, of which the first signs and all verify.
/// </summary>
public sealed class SessionTokens
{
    /// <summary>For whom the tokens are: the API of the dashboard.</summary>
    public const string Audience = "whatsnap-dashboard";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>How long a session may be renewed, from the exchange of the user data on.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(8);

    /// <summary>How far the clocks of two hosts may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private const string Algorithm = SecurityAlgorithms.HmacSha256;
    private const string TokenType = "JWT";
    private const string CompanyClaim = "company";
    private const string LocationClaim = "location";
    private const string RightsClaim = "rights";
    private const int LargestToken = 4096;

    private readonly JsonWebTokenHandler _handler = new()
    {
        SetDefaultTimesOnTokenCreation = false,
        MaximumTokenSizeInBytes = LargestToken,
    };

    private readonly TimeProvider _time;
    private readonly string _issuer;
    private readonly SigningCredentials _signing;
    private readonly TokenValidationParameters _valid;

    public SessionTokens(IOptions<SecretsOptions> secrets, IOptions<PublicAddressOptions> host, TimeProvider time)
    {
        _time = time;
        _issuer = host.Value.PublicBaseUrl.ToString().TrimEnd('/');
        SymmetricSecurityKey[] keys = [.. secrets.Value.Ring().Select(Derive)];
        _signing = new SigningCredentials(keys[0], Algorithm);
        _valid = new TokenValidationParameters
        {
            ValidAlgorithms = [Algorithm],
            ValidTypes = [TokenType],
            ValidIssuer = _issuer,
            ValidAudience = Audience,
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
        };
    }

    /// <summary>A token that says who calls, until it ends; never beyond the end of the session.</summary>
    public IssuedToken Issue(ApiSession session)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var openedAt = session.OpenedAt?.UtcDateTime ?? now;
        var expires = now + Lifetime < openedAt + LongestSession ? now + Lifetime : openedAt + LongestSession;
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
            [JwtRegisteredClaimNames.Sub] = session.UserId,
            [JwtRegisteredClaimNames.AuthTime] = EpochTime.GetIntDate(openedAt),
            [CompanyClaim] = session.CompanyId,
            [RightsClaim] = string.Join(' ', RightsNames.Of(session.Rights)),
        };
        if (session.LocationId is { } location) claims[LocationClaim] = location;
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = _issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = expires,
            Claims = claims,
            SigningCredentials = _signing,
            TokenType = TokenType,
        });
        return new IssuedToken(new Secret(token), expires);
    }

    /// <summary>Who calls, by a token that this product signed and that is current; null for any other text.</summary>
    public async Task<ApiSession?> ReadAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _valid);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken read) return null;

        var rights = RightsNames.Parse(Text(read, RightsClaim)?.Split(' ') ?? []);
        var openedAt = OpenedAt(read);
        if (openedAt + LongestSession <= _time.GetUtcNow()) return null;
        return Text(read, CompanyClaim) is { } company && Text(read, JwtRegisteredClaimNames.Sub) is { } user && rights != Rights.None
            ? new ApiSession(company, Text(read, LocationClaim), user, rights) { OpenedAt = openedAt }
            : null;
    }

    /// <summary>The key that signs tokens; nothing else is signed or encrypted with it.</summary>
    internal static SymmetricSecurityKey Derive(RingKey key) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes, SecretBox.KeyBytes, info: "WhatSnap session token, HS256"u8.ToArray()))
    {
        KeyId = key.Id,
    };

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return notBefore - ClockSkew <= now && now < expires + ClockSkew;
    }

    /// <summary>A token without the claim was made when its session was opened.</summary>
    private static DateTimeOffset OpenedAt(JsonWebToken token) =>
        token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.AuthTime, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : new DateTimeOffset(token.IssuedAt, TimeSpan.Zero);

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var text) && text is { Length: > 0 } ? text : null;
}
