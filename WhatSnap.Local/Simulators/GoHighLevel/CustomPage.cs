using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Who opens the app's custom page, and where.</summary>
public sealed record CustomPageUser
{
    /// <summary>Null opens the page at the agency's level.</summary>
    public string? LocationId { get; init; }

    /// <summary>The company of the location, or of the first location, when null.</summary>
    public string? CompanyId { get; init; }

    public string UserId { get; init; } = "DemoUser000000000001";

    public string Role { get; init; } = "admin";

    public string Type { get; init; } = "location";

    public string UserName { get; init; } = "Demo User";

    public string Email { get; init; } = "demo@example.com";
}

/// <summary>
/// The answer to <c>REQUEST_USER_DATA</c> (portal: Custom Pages): the user's data by <c>CryptoJS.AES.encrypt</c> under the
/// app's Shared Secret.
/// </summary>
internal static class CustomPage
{
    public static string Payload(GoHighLevelWorld world, CustomPageUser user)
    {
        var location = world.Locations.FirstOrDefault(one => user.LocationId is null || one.Id == user.LocationId);
        var data = new Dictionary<string, object?>
        {
            ["userId"] = user.UserId,
            ["companyId"] = user.CompanyId ?? location?.CompanyId,
            ["role"] = user.Role,
            ["type"] = user.Type,
            ["userName"] = user.UserName,
            ["email"] = user.Email,
            ["isAgencyOwner"] = false,
        };
        if (user.LocationId is { } active) data["activeLocation"] = active;
        return Encrypt(JsonSerializer.SerializeToUtf8Bytes(data, JsonText.Plain), world.SharedSecret);
    }

    public static string Encrypt(byte[] plain, string secret)
    {
        var salt = RandomNumberGenerator.GetBytes(8);
#pragma warning disable CA5351 // CryptoJS makes its key by MD5.
        byte[] Round(byte[] last) => MD5.HashData([.. last, .. Encoding.UTF8.GetBytes(secret), .. salt]);
#pragma warning restore CA5351
        var (first, second) = (Round([]), Round(Round([])));
        using var aes = Aes.Create();
        aes.Key = [.. first, .. second];
        return Convert.ToBase64String([.. "Salted__"u8, .. salt, .. aes.EncryptCbc(plain, Round(second))]);
    }
}
