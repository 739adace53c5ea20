using System.Net;
using System.Text;
using WhatSnap.Bench.World;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.Traffic;

/// <summary>
/// The webhook request of one text, exactly as Twilio makes it. It is signed for the stored address, so that the same
/// request may go to any host.
/// </summary>
internal sealed class SignedText
{
    private const string Form = "application/x-www-form-urlencoded";
    private readonly byte[] _body;
    private readonly string _signature;
    private readonly string _path;

    private SignedText(TwilioMessage message, byte[] body, string signature, string path) =>
        (Message, _body, _signature, _path) = (message, body, signature, path);

    public TwilioMessage Message { get; }

    public int Length => _body.Length;

    public static SignedText Of(TwilioMessage message, BenchWorld world)
    {
        var stored = world.Twilio.World.Numbers.Single(number => number.PhoneNumber == message.To).SmsUrl;
        var fields = WebhookParameters.Of(message, world.TwilioAddress.ToString().TrimEnd('/'));
        var body = string.Join('&', fields.Select(field => $"{WebUtility.UrlEncode(field.Key)}={WebUtility.UrlEncode(field.Value)}"));
        var signature = TwilioSigner.Sign(DemoAccount.TwilioAccount.AuthToken, stored, fields);
        return new SignedText(message, Encoding.ASCII.GetBytes(body), signature, new Uri(stored).AbsolutePath);
    }

    /// <summary>A request to the host at this address.</summary>
    public HttpRequestMessage RequestTo(Uri host)
    {
        var content = new ByteArrayContent(_body);
        content.Headers.TryAddWithoutValidation("Content-Type", Form);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, _path)) { Content = content };
        request.Headers.Add("X-Twilio-Signature", _signature);
        return request;
    }
}
