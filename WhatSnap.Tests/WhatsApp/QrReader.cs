using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Reads rendered QR codes with a library other than the one that drew them, as a phone's camera would.</summary>
internal static partial class QrReader
{
    private const int Scale = 8;

    public static string ReadPng(byte[] png)
    {
        var (pixels, width, height) = Decode(png);
        return Read(pixels, width, height);
    }

    public static string ReadSvg(string svg)
    {
        var (pixels, width, height) = Paint(svg);
        return Read(pixels, width, height);
    }

    /// <summary>How many modules of white stand above the code, in both pictures.</summary>
    public static (int Png, int Svg) QuietZones(byte[] png, string svg) => (ZoneOf(Decode(png)), ZoneOf(Paint(svg)));

    private static int ZoneOf((byte[] Pixels, int Width, int Height) picture) => Array.IndexOf(picture.Pixels, (byte)0) / picture.Width / Scale;

    /// <summary>Paints the rectangles of an SVG document in their order, whether they are elements or parts of a path.</summary>
    private static (byte[] Pixels, int Width, int Height) Paint(string svg)
    {
        var document = XDocument.Parse(svg).Root!;
        var box = document.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
        var (width, height) = (box[2] * Scale, box[3] * Scale);
        var pixels = Enumerable.Repeat((byte)0x80, width * height).ToArray();
        foreach (var element in document.Elements())
        {
            var fill = element.Attribute("fill")!.Value == "#000000" ? (byte)0 : (byte)255;
            foreach (var (x, y, across, down) in RectanglesOf(element))
            {
                for (var row = y * Scale; row < (y + down) * Scale; row++) pixels.AsSpan((row * width) + (x * Scale), across * Scale).Fill(fill);
            }
        }

        return (pixels, width, height);
    }

    private static IEnumerable<(int X, int Y, int Across, int Down)> RectanglesOf(XElement element)
    {
        if (element.Name.LocalName == "rect") return [(Of(element, "x"), Of(element, "y"), Of(element, "width"), Of(element, "height"))];
        var path = element.Attribute("d")!.Value;
        var parts = Rectangle().Matches(path);
        Assert.Equal(path.Length, parts.Sum(part => part.Length));
        return parts.Select(part => (Number(part.Groups[1].Value), Number(part.Groups[2].Value), Number(part.Groups[3].Value), Number(part.Groups[4].Value)));
    }

    private static int Of(XElement element, string name) => Number(element.Attribute(name)!.Value);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v(\d+)h-\3z")]
    private static partial Regex Rectangle();

    private static string Read(byte[] gray, int width, int height)
    {
        var source = new RGBLuminanceSource(gray, width, height, RGBLuminanceSource.BitmapFormat.Gray8);

        // As a camera's picture, then as the exact drawing that it is: the reader misplaces the grid of some flawless pictures.
        foreach (var hint in (DecodeHintType[])[DecodeHintType.TRY_HARDER, DecodeHintType.PURE_BARCODE])
        {
            var result = new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source)), new Dictionary<DecodeHintType, object> { [hint] = true });
            if (result is not null) return result.Text;
        }

        throw new System.FormatException("No QR code was found in the picture.");
    }

    /// <summary>A PNG without filters of one bit per pixel, or eight: black and white, or of a palette of two.</summary>
    private static (byte[] Pixels, int Width, int Height) Decode(byte[] png)
    {
        int width = 0, height = 0, depth = 0;
        var palette = Array.Empty<byte>();
        using var data = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = Int(png, at);
            var kind = Encoding.ASCII.GetString(png, at + 4, 4);
            if (kind == "IHDR") (width, height, depth) = (Int(png, at + 8), Int(png, at + 12), png[at + 16]);
            if (kind == "PLTE") palette = png[(at + 8)..(at + 8 + length)];
            if (kind == "IDAT") data.Write(png, at + 8, length);
            at += length + 12;
        }

        data.Position = 0;
        using var unpacked = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress)) zlib.CopyTo(unpacked);
        var bytes = unpacked.ToArray();
        var stride = ((width * depth) + 7) / 8;
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            Assert.Equal(0, bytes[y * (stride + 1)]);
            for (var x = 0; x < width; x++)
            {
                var bit = x * depth;
                var value = (bytes[(y * (stride + 1)) + 1 + (bit / 8)] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1);
                pixels[(y * width) + x] = palette.Length > 0 ? palette[3 * value] : (byte)(value * 255 / ((1 << depth) - 1));
            }
        }

        return (pixels, width, height);
    }

    private static int Int(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
}
