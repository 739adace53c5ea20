using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>
/// Who texted STOP to whom. Twilio's own handling of long codes and toll-free numbers: whole message, any case, for one
/// number or for the whole pool of its service.
/// </summary>
internal sealed class OptOuts
{
    private static readonly HashSet<string> Stops =
        new(StringComparer.OrdinalIgnoreCase) { "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT" };

    private static readonly HashSet<string> Starts = new(StringComparer.OrdinalIgnoreCase) { "START", "YES", "UNSTOP" };

    private readonly ConcurrentDictionary<(string Sender, string Customer), bool> _stopped = new();

    public void Read(TwilioNumber number, TwilioService? service, string customer, string body)
    {
        var word = body.Trim();
        var isTollFree = number.Type == "toll-free";

        // The network of toll-free numbers knows fewer words.
        var stops = isTollFree ? word.Equals("STOP", StringComparison.OrdinalIgnoreCase) : Stops.Contains(word);
        var starts = Starts.Contains(word) && !(isTollFree && word.Equals("YES", StringComparison.OrdinalIgnoreCase));
        if (stops) Set(number, service, customer, true);
        if (starts) Set(number, service, customer, false);
    }

    public void Set(TwilioNumber number, TwilioService? service, string customer, bool isOptedOut)
    {
        var key = (SenderOf(number, service), customer);
        if (isOptedOut) _stopped[key] = true;
        else _stopped.TryRemove(key, out _);
    }

    public bool Has(TwilioNumber number, TwilioService? service, string customer) =>
        _stopped.ContainsKey((SenderOf(number, service), customer));

    public void Clear() => _stopped.Clear();

    private static string SenderOf(TwilioNumber number, TwilioService? service) => service?.Sid ?? number.PhoneNumber;
}
