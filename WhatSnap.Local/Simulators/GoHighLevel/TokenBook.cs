using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Every code and token that was given out. A refresh token and a code work once, whoever is faster.</summary>
internal sealed class TokenBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, IssuedToken> _access = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenOwner> _refresh = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenOwner> _codes = new(StringComparer.Ordinal);

    /// <summary>Whose access token this is; null when it is unknown, revoked or expired.</summary>
    public TokenOwner? OwnerOf(string token) =>
        _access.TryGetValue(token, out var issued) && !(issued.ExpiresAt <= time.GetUtcNow()) ? issued.Owner : null;

    public void Allow(string token, TokenOwner owner) => _access[token] = new IssuedToken(owner, null);

    public void Revoke(string token) => _access.TryRemove(token, out _);

    /// <summary>Ends all access of an owner.</summary>
    public void RevokeAll(TokenOwner owner)
    {
        foreach (var (token, _) in _access.Where(pair => pair.Value.Owner == owner)) _access.TryRemove(token, out _);
        foreach (var (token, _) in _refresh.Where(pair => pair.Value == owner)) _refresh.TryRemove(token, out _);
    }

    /// <summary>Ends the access tokens of an owner before their time; refresh tokens stay.</summary>
    public void Expire(TokenOwner owner)
    {
        foreach (var (token, _) in _access.Where(pair => pair.Value.Owner == owner)) _access.TryRemove(token, out _);
    }

    public string NewCode(TokenOwner owner)
    {
        var code = VendorId.New() + VendorId.New();
        _codes[code] = owner;
        return code;
    }

    public TokenOwner? TakeCode(string code) => _codes.TryRemove(code, out var owner) ? owner : null;

    public TokenOwner? TakeRefresh(string token) => _refresh.TryRemove(token, out var owner) ? owner : null;

    public string NewAccess(TokenOwner owner, TimeSpan lifetime)
    {
        var token = $"access-{VendorId.New()}{VendorId.New()}";
        _access[token] = new IssuedToken(owner, time.GetUtcNow() + lifetime);
        return token;
    }

    public string NewRefresh(TokenOwner owner)
    {
        var token = $"refresh-{VendorId.New()}{VendorId.New()}";
        _refresh[token] = owner;
        return token;
    }

    private sealed record IssuedToken(TokenOwner Owner, DateTimeOffset? ExpiresAt);
}

/// <summary>Who gave access: a location, or a company when there is none.</summary>
internal sealed record TokenOwner(string? LocationId, string CompanyId);
