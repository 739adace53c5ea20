using System.Text;
using System.Text.Json;
using CsCheck;
using WhatSnap.Core.Dashboard;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Simulators;

namespace WhatSnap.Tests.Dashboard;

public sealed class SsoPayloadTests
{
    private const string Secret = "secret";
    private const string Good = """{"userId":"u1","companyId":"c1","role":"admin","type":"agency","userName":"Ünïcode"}""";
    private static readonly Vector Recorded = ReadVector();

    [Fact]
    public void The_recorded_payload_opens_with_its_secret()
    {
        var payload = SsoPayload.Open(Recorded.EncryptedData, [Recorded.SharedSecret]);

        Assert.Equal(
            new SsoUser(
                "USER0000000000000001", "COMP0000000000000001", "admin", "agency", "LOC00000000000000001", "Test Ünïcode"),
            payload?.User);
        Assert.Equal(Recorded.SaltHex, payload?.Salt);
    }

    [Fact]
    public void Each_secret_of_a_rotation_opens_and_any_other_does_not()
    {
        Assert.NotNull(SsoPayload.Open(Recorded.EncryptedData, ["new", Recorded.SharedSecret]));
        Assert.Null(SsoPayload.Open(Recorded.EncryptedData, ["new", Recorded.SharedSecret + " "]));
        Assert.Null(SsoPayload.Open(Recorded.EncryptedData, []));
    }

    [Fact]
    public void Whatever_the_simulated_GoHighLevel_encrypts_is_read_as_it_was() =>
        Gen.Select(Gen.String, Gen.String).Sample((secret, name) =>
        {
            var plain = JsonSerializer.SerializeToUtf8Bytes(new { userId = "u1", companyId = "c1", role = "r", type = "t", userName = name });
            var user = SsoPayload.Open(CustomPage.Encrypt(plain, secret), [secret])?.User;
            return user?.UserName == JsonSerializer.Deserialize<JsonElement>(plain).GetProperty("userName").GetString()
                || (name.Length == 0 && user is { UserName: null });
        });

    [Fact]
    public void One_changed_bit_and_it_does_not_open_or_is_still_known_by_the_same_salt()
    {
        var bytes = Convert.FromBase64String(Recorded.EncryptedData);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var opened = SsoPayload.Open(Convert.ToBase64String(bytes), [Recorded.SharedSecret]);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.True(opened is null || (bit >= 128 && opened.Salt == Recorded.SaltHex), $"bit {bit}");
        }
    }

    [Fact]
    public void The_same_payload_written_in_another_way_is_known_by_the_same_salt() => Assert.Equal(
        Recorded.SaltHex, SsoPayload.Open($" {Recorded.EncryptedData}\n", [Recorded.SharedSecret])?.Salt);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("U2FsdGVkX18=")]
    [InlineData("U2FsdGVkX18BAgMEBQYHCA==")]
    [InlineData("U2FsdGVkX18BAgMEBQYHCAE=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_no_payload_does_not_open(string text) => Assert.Null(SsoPayload.Open(text, [Secret]));

    [Fact]
    public void Any_text_at_all_does_not_open_and_does_not_fail() =>
        Gen.OneOf(Gen.String, Gen.Byte.Array.Select(Convert.ToBase64String), Gen.Byte.Array[160].Select(tail =>
            Convert.ToBase64String([.. "Salted__"u8, .. tail[..152]]))).Sample(text => SsoPayload.Open(text, [Secret]) is null);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"userId\":\"u1\"")]
    [InlineData("""{"companyId":"c1","role":"admin","type":"agency"}""")]
    [InlineData("""{"userId":"u1","role":"admin","type":"agency"}""")]
    [InlineData("""{"userId":"u1","companyId":"c1","type":"agency"}""")]
    [InlineData("""{"userId":"u1","companyId":"c1","role":"admin"}""")]
    [InlineData("""{"userId":"u1","companyId":"c1","role":"","type":"agency"}""")]
    [InlineData("""{"userId":1,"companyId":"c1","role":"admin","type":"agency"}""")]
    [InlineData("""{"userId":"u1","companyId":["c1"],"role":"admin","type":"agency"}""")]
    [InlineData("""{"userId":"u 1","companyId":"c1","role":"admin","type":"agency"}""")]
    [InlineData("""{"userId":"u1","companyId":"c/1","role":"admin","type":"agency"}""")]
    [InlineData("""{"userId":"u1","companyId":"c1","role":"admin","type":"agency","activeLocation":"l'1"}""")]
    [InlineData("""{"userId":"u1","companyId":"c1","role":"user","type":"agency","role":"admin"}""")]
    [InlineData("""{"userId":"u1","companyId":"c1","role":"admin","type":"agency","userName":"\ud800"}""")]
    [InlineData("""{"userId":"u1","companyId":"c1","role":"admin","type":"agency"} {}""")]
    public void Well_encrypted_data_of_another_shape_does_not_open(string plain)
    {
        Assert.NotNull(Open(Encoding.UTF8.GetBytes(Good)));
        Assert.Null(Open(Encoding.UTF8.GetBytes(plain)));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_do_not_open_even_in_a_name_that_nobody_reads()
    {
        var plain = Encoding.UTF8.GetBytes("""{"userId":"u1","companyId":"c1","role":"admin","type":"agency","email":"x"}""");
        Assert.NotNull(Open(plain));

        plain[^3] = 0xFF;

        Assert.Null(Open(plain));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(0x20)]
    public void Content_without_right_padding_does_not_open_though_it_reads_well(byte end)
    {
        // JSON allows blanks at its end, so that only the padding can be wrong with it. The last block is changed to end
        // as it should not by the bits of the block before, which lies in a name.
        var padded = new string('x', 64);
        var text = $$"""{"userId":"u1","companyId":"c1","role":"admin","type":"agency","email":"{{padded}}"}""";
        text += new string(' ', 16 - (text.Length % 16));
        var whole = Encoding.UTF8.GetBytes(text);
        var payload = Convert.FromBase64String(CustomPage.Encrypt(whole, Secret));

        // Without its block of padding the content ends in blanks, that is in the byte 0x20.
        Assert.Null(SsoPayload.Open(Convert.ToBase64String(payload[..^16]), [Secret]));
        payload[^17] ^= (byte)(16 ^ end);
        Assert.Null(SsoPayload.Open(Convert.ToBase64String(payload), [Secret]));
    }

    [Fact]
    public void A_payload_that_is_too_large_does_not_open()
    {
        var fits = Encoding.UTF8.GetBytes(Good[..^1] + $",\"more\":\"{new string('x', 5000)}\"}}");
        var large = Encoding.UTF8.GetBytes(Good[..^1] + $",\"more\":\"{new string('x', 6200)}\"}}");

        Assert.NotNull(Open(fits));
        Assert.Null(Open(large));
    }

    [Fact]
    public void An_empty_location_is_the_agency_s_level() => Assert.Null(
        Open("""{"userId":"u1","companyId":"c1","role":"admin","type":"agency","activeLocation":""}"""u8.ToArray())!.User.ActiveLocation);

    [Fact]
    public void A_user_prints_without_the_name() => Assert.Equal("user u1", $"{Open(Encoding.UTF8.GetBytes(Good))!.User}");

    private static SsoPayload? Open(byte[] plain) => SsoPayload.Open(CustomPage.Encrypt(plain, Secret), [Secret]);

    private static Vector ReadVector() => JsonSerializer.Deserialize<Vector>(
        File.ReadAllText(Repository.Contract("gohighlevel/sso-payload.json")), JsonSerializerOptions.Web)!;

    private sealed record Vector(string SharedSecret, string SaltHex, string EncryptedData);
}
