using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>One file of an item of the outbox.</summary>
/// <param name="Account">The account.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Index">Its place among the item's files.</param>
public sealed record SentFile(AccountKey Account, string ItemId, int Index);

/// <summary>
/// Signed addresses of the files that a device sends: each for one file of one item and an hour, without a token of the device. The first
/// key of <c>Secrets__Keys</c> signs, all verify.
/// </summary>
public sealed class FileLinks(IOptions<SecretsOptions> secrets, IOptions<PublicAddressOptions> host, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private const char Separator = '\n';
    private const int MarkBytes = 16;
    private const int LongestLink = 500;
    private readonly IReadOnlyList<byte[]> _keys = [.. secrets.Value.Ring().Select(key => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, key.Bytes, HMACSHA256.HashSizeInBytes, info: "WhatSnap device files, HMAC-SHA256"u8.ToArray()))];

    /// <summary>The address of a file.</summary>
    public string AddressOf(SentFile file)
    {
        var until = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        var named = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Account}{Separator}{file.ItemId}{Separator}{file.Index}{Separator}{until}"));
        var link = Base64Url.EncodeToString([.. Mark(_keys[0], named), .. named]);
        return host.Value.Absolute(Routes.DeviceFile.Replace("{link}", link, StringComparison.Ordinal));
    }

    /// <summary>The file that a link of ours names; null for any other text, and when its hour is over.</summary>
    public SentFile? Read(string link)
    {
        if (link.Length > LongestLink || !Base64Url.IsValid(link) || Base64Url.DecodeFromChars(link) is not { Length: > MarkBytes } bytes) return null;
        var named = bytes.AsSpan(MarkBytes).ToArray();
        if (!_keys.Any(key => CryptographicOperations.FixedTimeEquals(Mark(key, named), bytes.AsSpan(0, MarkBytes)))) return null;
        var parts = Encoding.UTF8.GetString(named).Split(Separator);
        return long.Parse(parts[3], CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeSeconds()
            ? new SentFile(AccountKey.Parse(parts[0]), parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture))
            : null;
    }

    private static byte[] Mark(byte[] key, byte[] named) => HMACSHA256.HashData(key, named)[..MarkBytes];
}
