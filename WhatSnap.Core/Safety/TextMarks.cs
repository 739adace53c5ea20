using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Safety;

/// <summary>
/// Short keyed hashes by which messages are told apart without keeping what they say or whom they are for. After a change of the
/// key ring's first key they are others, so that what was counted before is no longer compared.
/// </summary>
public sealed class TextMarks(IOptions<SecretsOptions> secrets)
{
    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, secrets.Value.Ring()[0].Bytes, HMACSHA256.HashSizeInBytes, info: "WhatSnap safety marks, HMAC-SHA256"u8.ToArray());

    /// <summary>The mark of a contact within an account.</summary>
    public uint OfContact(string accountId, string contactId) => Of($"contact\n{accountId}\n{contactId}");

    /// <summary>The mark of a text within an account, whatever its blanks and capitals; 0 for none.</summary>
    public uint OfText(string accountId, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? 0 : Math.Max(1, Of($"text\n{accountId}\n{string.Join(' ', words).ToUpperInvariant()}"));
    }

    /// <summary>0 up to 1, always the same for one message.</summary>
    public static double ShareOf(string sendingId) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(sendingId))) / (1.0 + uint.MaxValue);

    private uint Of(string text) => BinaryPrimitives.ReadUInt32BigEndian(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
