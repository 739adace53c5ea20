using QRCoder;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Draws a QR code for a screen: black on white with the quiet zone of four modules, error correction level L.</summary>
public static class QrImage
{
    private const int PixelsPerModule = 8;

    /// <summary>The code as an SVG document that scales to its place.</summary>
    public static string Svg(Secret text)
    {
        using var data = Encode(text);
        using var svg = new SvgQRCode(data);
        return svg.GetGraphic(
            1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    /// <summary>The code as a PNG of eight pixels per module.</summary>
    public static byte[] Png(Secret text)
    {
        using var data = Encode(text);
        using var png = new PngByteQRCode(data);
        return png.GetGraphic(PixelsPerModule, drawQuietZones: true);
    }

    /// <summary>Level L: the texts are long, and a code of fewer, larger modules is read sooner than a redundant one.</summary>
    private static QRCodeData Encode(Secret text) => QRCodeGenerator.GenerateQrCode(text.Reveal(), QRCodeGenerator.ECCLevel.L);
}
