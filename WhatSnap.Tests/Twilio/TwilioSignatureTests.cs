using System.Text.Json;
using CsCheck;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioSignatureTests
{
    private static readonly Lazy<IReadOnlyList<Vector>> Vectors = new(Read);

    private static readonly Gen<KeyValuePair<string, string>[]> GenForm =
        Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.String[0, 12])[0, 6].Select(form => form.ToArray());

    private static readonly Gen<string> GenUrl =
        from host in Gen.String[Gen.Char.AlphaNumeric, 1, 8]
        from path in Gen.String[Gen.Char.AlphaNumeric, 0, 12]
        select $"https://{host}.example/{path}";

    private static readonly Gen<string> GenToken = Gen.String[Gen.Char["0123456789abcdef"], 32, 32];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Vectors.Value.Count)];

    [Theory]
    [MemberData(nameof(Indexes))]
    public void A_published_signature_is_accepted(int index)
    {
        var vector = Vectors.Value[index];

        Assert.True(IsValid(vector, vector.SignedUrl, vector.Signature), vector.Note);
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void A_published_signature_is_refused_with_anything_written_before_it(int index)
    {
        var vector = Vectors.Value[index];

        Assert.False(IsValid(vector, vector.SignedUrl, "NOT" + vector.Signature));
    }

    [Fact]
    public void A_signature_for_a_lower_case_host_is_refused_for_the_same_host_in_mixed_case()
    {
        Assert.False(IsValid(Vectors.Value[0], "https://MyCompany.com/myapp.php?foo=1&bar=2", Vectors.Value[0].Signature));
    }

    [Theory]
    [InlineData("https://mycompany.com/myapp.php?foo=1&bar=2", "https://mycompany.com:443/myapp.php?foo=1&bar=2")]
    [InlineData("http://mycompany.com/myapp.php?foo=1&bar=2", "http://mycompany.com:80/myapp.php?foo=1&bar=2")]
    public void The_default_port_may_be_signed_or_left_out(string withoutPort, string withPort)
    {
        var signedWithPort = TwilioSigner.Sign("12345", withPort);
        var signedWithout = TwilioSigner.Sign("12345", withoutPort);

        Assert.True(IsValid("12345", withoutPort, [], signedWithPort));
        Assert.True(IsValid("12345", withPort, [], signedWithout));
    }

    [Theory]
    [InlineData("https://mycompany.com/", "https://mycompany.com:80/")]
    [InlineData("https://mycompany.com/", "https://mycompany.com:1234/")]
    [InlineData("http://mycompany.com/", "http://mycompany.com:443/")]
    [InlineData("https://mycompany.com/", "http://mycompany.com/")]
    public void Any_other_port_or_scheme_is_another_address(string stored, string signedUrl)
    {
        var signature = TwilioSigner.Sign("12345", signedUrl);

        Assert.False(IsValid("12345", stored, [], signature));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("%")]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8")]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8A==")]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_signature_at_all_is_false_and_never_an_error(string? signature)
    {
        var vector = Vectors.Value[0];

        Assert.False(IsValid(vector, vector.SignedUrl, signature));
        Assert.False(TwilioSignature.IsWellFormed(signature));
    }

    [Fact]
    public void Either_of_two_tokens_may_have_signed()
    {
        var vector = Vectors.Value[0];
        Secret[] tokens = [new("another"), new(vector.Token)];

        Assert.True(TwilioSignature.IsValid(vector.SignedUrl, [.. vector.Params], vector.Signature, tokens));
        Assert.False(TwilioSignature.IsValid(vector.SignedUrl, [.. vector.Params], vector.Signature, tokens[..1]));
        Assert.False(TwilioSignature.IsValid(vector.SignedUrl, [.. vector.Params], vector.Signature, []));
    }

    [Fact]
    public void Any_form_that_was_signed_verifies_in_any_order_of_its_fields() =>
        Gen.Select(GenToken, GenUrl, GenForm, Gen.Int).Sample((token, url, form, seed) =>
        {
            var shuffled = form.ToArray();
            new Random(seed).Shuffle(shuffled);
            return IsValid(token, url, shuffled, TwilioSigner.Sign(token, url, form));
        });

    [Fact]
    public void One_changed_character_anywhere_does_not_verify() =>
        Gen.Select(GenToken, GenUrl, GenForm, Gen.Int[0, 4], Gen.Int[0, 1000]).Sample((token, url, form, part, at) =>
        {
            var signature = TwilioSigner.Sign(token, url, form);
            var field = form.Length == 0 ? -1 : at % form.Length;
            switch (part)
            {
                case 0: token = Changed(token, at); break;
                case 1: url = Changed(url, "https://".Length + at % (url.Length - "https://".Length)); break;
                case 2 when field >= 0: form[field] = new(Changed(form[field].Key, at), form[field].Value); break;
                case 3 when field >= 0 && form[field].Value.Length > 0:
                    form[field] = new(form[field].Key, Changed(form[field].Value, at)); break;
                default: signature = WithChangedByte(signature, at); break;
            }

            return !IsValid(token, url, form, signature);
        });

    private static string Changed(string text, int at)
    {
        var letters = text.ToCharArray();
        letters[at % text.Length] = letters[at % text.Length] == 'x' ? 'y' : 'x';
        return new string(letters);
    }

    private static string WithChangedByte(string signature, int at)
    {
        var bytes = Convert.FromBase64String(signature);
        bytes[at % bytes.Length] ^= 1;
        return Convert.ToBase64String(bytes);
    }

    private static bool IsValid(Vector vector, string url, string? signature) =>
        IsValid(vector.Token, url, [.. vector.Params], signature);

    private static bool IsValid(string token, string url, KeyValuePair<string, string>[] form, string? signature) =>
        TwilioSignature.IsValid(url, form, signature, [new Secret(token)]);

    private static List<Vector> Read()
    {
        var path = Path.Combine(RepositoryRoot.Find(), "contracts", "twilio", "signature_vectors.json");
        return JsonSerializer.Deserialize<VectorFile>(File.ReadAllText(path), JsonSerializerOptions.Web)!.Vectors;
    }

    private sealed record VectorFile(List<Vector> Vectors);

    private sealed record Vector(
        string Token, string SignedUrl, Dictionary<string, string> Params, string Signature, string Note);
}
