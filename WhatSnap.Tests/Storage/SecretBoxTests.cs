using System.Security.Cryptography;
using CsCheck;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Storage;

public sealed class SecretBoxTests
{
    private static readonly string OldKey = NewKey("old");
    private static readonly string NewerKey = NewKey("new");

    [Fact]
    public void Whatever_is_sealed_opens_again_for_its_own_row() =>
        Gen.Select(Gen.String, Gen.String).Sample((plain, row) =>
        {
            var box = Box(OldKey);
            return box.Open(box.Seal(plain, row), row) == plain;
        });

    [Fact]
    public void Sealed_text_moved_to_any_other_row_does_not_open() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Where(three => three.Item2 != three.Item3).Sample((plain, row, other) =>
        {
            var box = Box(OldKey);
            return DoesNotOpen(box, box.Seal(plain, row), other);
        });

    [Fact]
    public void One_changed_bit_anywhere_and_it_does_not_open() =>
        Gen.Select(Gen.String, Gen.Int[0, 100_000]).Sample((plain, bit) =>
        {
            var box = Box(OldKey);
            var bytes = Convert.FromBase64String(box.Seal(plain, "row")["old:".Length..]);
            bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
            return DoesNotOpen(box, "old:" + Convert.ToBase64String(bytes), "row");
        });

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("old")]
    [InlineData("old:")]
    [InlineData("old:AAAA")]
    [InlineData("old:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("old:not base64!")]
    [InlineData("other:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_was_never_sealed_does_not_open(string text) => Assert.True(DoesNotOpen(Box(OldKey), text, "row"));

    [Fact]
    public void The_same_secret_looks_different_each_time_it_is_sealed()
    {
        var box = Box(OldKey);

        Assert.NotEqual(box.Seal("secret", "row"), box.Seal("secret", "row"));
    }

    [Fact]
    public void After_a_new_key_went_in_front_it_seals_and_the_old_one_still_opens()
    {
        var before = Box(OldKey).Seal("secret", "row");

        var ring = Box(NewerKey, OldKey);

        Assert.Equal("secret", ring.Open(before, "row"));
        Assert.StartsWith("new:", ring.Seal("secret", "row"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_was_taken_off_the_ring_is_told_by_the_settings_name_and_nothing_else()
    {
        var before = Box(OldKey).Seal("secret", "row");

        var unknown = Assert.ThrowsAny<CryptographicException>(() => Box(NewerKey).Open(before, "row"));

        Assert.Contains("Secrets__Keys", unknown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(before, unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_key_under_the_same_id_does_not_open()
    {
        var before = Box(OldKey).Seal("secret", "row");

        Assert.True(DoesNotOpen(Box(NewKey("old")), before, "row"));
    }

    [Fact]
    public void A_secret_prints_as_stars()
    {
        var secret = new Secret("value");

        Assert.Equal("***", $"{secret}");
        Assert.Equal("value", secret.Reveal());
    }

    private static bool DoesNotOpen(SecretBox box, string text, string row)
    {
        try
        {
            box.Open(text, row);
            return false;
        }
        catch (CryptographicException)
        {
            return true;
        }
    }

    private static SecretBox Box(params string[] keys) => new(Options.Create(new SecretsOptions { Keys = keys }));

    private static string NewKey(string id) => $"{id}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
}
