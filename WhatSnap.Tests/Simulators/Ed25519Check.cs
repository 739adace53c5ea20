using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace WhatSnap.Tests.Simulators;

/// <summary>Verifies Ed25519 signatures as RFC 8032 writes it, slow and plain: independent of the library that signs.</summary>
internal static class Ed25519Check
{
    private const int KeyLength = 32;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger L = BigInteger.Pow(2, 252)
        + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121_665 * Inverse(121_666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly (BigInteger X, BigInteger Y) Base = BasePoint();

    /// <param name="publicKey">base64 of the SubjectPublicKeyInfo, whose last 32 bytes are the key.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="signature">base64.</param>
    public static bool Verify(string publicKey, byte[] body, string signature)
    {
        var key = Convert.FromBase64String(publicKey)[^KeyLength..];
        var bytes = Convert.FromBase64String(signature);
        if (bytes.Length != 2 * KeyLength || Decode(bytes[..KeyLength]) is not { } r || Decode(key) is not { } a) return false;

        var s = Number(bytes[KeyLength..]);
        if (s >= L) return false;

        var h = Number(SHA512.HashData([.. bytes[..KeyLength], .. key, .. body])) % L;
        return Times(Base, s) == Add(r, Times(a, h));
    }

    private static (BigInteger X, BigInteger Y)? Decode(byte[] bytes)
    {
        var isOdd = (bytes[^1] & 0x80) != 0;
        var y = Number([.. bytes[..^1], (byte)(bytes[^1] & 0x7f)]);
        var square = Mod((y * y - 1) * Inverse(Mod(D * y * y + 1)));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Mod(x * x) != square) x = Mod(x * RootOfMinusOne);
        if (Mod(x * x) != square) return null;
        return (x.IsEven == isOdd ? P - x : x, y);
    }

    private static (BigInteger X, BigInteger Y) BasePoint()
    {
        var y = Mod(4 * Inverse(5));
        var bytes = y.ToByteArray(isUnsigned: true);
        Array.Resize(ref bytes, KeyLength);
        return Decode(bytes)!.Value;
    }

    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var product = Mod(D * a.X * b.X * a.Y * b.Y);
        return (
            Mod((a.X * b.Y + b.X * a.Y) * Inverse(Mod(1 + product))),
            Mod((a.Y * b.Y + a.X * b.X) * Inverse(Mod(1 - product))));
    }

    private static (BigInteger X, BigInteger Y) Times((BigInteger X, BigInteger Y) point, BigInteger factor)
    {
        var sum = (X: BigInteger.Zero, Y: BigInteger.One);
        for (; !factor.IsZero; factor >>= 1, point = Add(point, point))
        {
            if (!factor.IsEven) sum = Add(sum, point);
        }

        return sum;
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;

    private static BigInteger Number(byte[] littleEndian) => new(littleEndian, isUnsigned: true);
}
