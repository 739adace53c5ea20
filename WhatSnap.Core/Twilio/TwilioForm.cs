using System.Text;

namespace WhatSnap.Core.Twilio;

/// <summary>A form body, decoded once and strictly: nothing trimmed, empty values kept, invalid UTF-8 refused.</summary>
public sealed class TwilioForm
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private TwilioForm(IReadOnlyList<KeyValuePair<string, string>> fields) => Fields = fields;

    /// <summary>All fields in the order of the body.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; }

    /// <summary>The first value of a name, or null.</summary>
    public string? this[string name] => Fields.FirstOrDefault(field => field.Key == name).Value;

    /// <summary>Decodes <c>application/x-www-form-urlencoded</c>; null when it is not valid UTF-8 or escaping.</summary>
    public static TwilioForm? TryParse(ReadOnlySpan<byte> body)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var range in body.Split((byte)'&'))
        {
            var part = body[range];
            if (part.IsEmpty) continue;
            var equals = part.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? part : part[..equals]);
            var value = Decode(equals < 0 ? [] : part[(equals + 1)..]);
            if (name is null || value is null) return null;
            fields.Add(new(name, value));
        }

        return new TwilioForm(fields);
    }

    private static string? Decode(ReadOnlySpan<byte> escaped)
    {
        var bytes = new byte[escaped.Length];
        var length = 0;
        for (var index = 0; index < escaped.Length; index++)
        {
            var letter = escaped[index];
            if (letter == '%')
            {
                if (index + 2 >= escaped.Length) return null;
                var high = HexValue(escaped[index + 1]);
                var low = HexValue(escaped[index + 2]);
                if (high < 0 || low < 0) return null;
                bytes[length++] = (byte)((high << 4) | low);
                index += 2;
            }
            else
            {
                bytes[length++] = letter == '+' ? (byte)' ' : letter;
            }
        }

        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static int HexValue(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
        _ => -1,
    };
}
