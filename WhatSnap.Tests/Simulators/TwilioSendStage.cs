using System.Security.Cryptography;
using System.Text;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

/// <summary>Short words for tests that send through the simulated Twilio.</summary>
internal static class TwilioSendStage
{
    public const string Messages = TwilioStage.AccountPath + "/Messages.json";

    /// <summary>Sends from the one number to the one customer, unless the fields say otherwise.</summary>
    public static Task<Exchange> SendTextAsync(this TwilioStage stage, params (string Name, string Value)[] fields)
    {
        (string Name, string Value)[] usual =
            [("To", TwilioStage.Customer), ("From", TwilioStage.Business), ("Body", "hello")];
        return stage.PostFormAsync(
            Messages, [.. usual.Where(field => fields.All(own => own.Name != field.Name)), .. fields.Where(own => own.Value != "-")]);
    }

    /// <summary>Sends, and waits for the end of its life.</summary>
    public static async Task<TwilioSent> SendAndWaitAsync(this TwilioStage stage, params (string Name, string Value)[] fields)
    {
        var answer = await stage.SendTextAsync(fields);
        Assert.Equal(201, (int)answer.Status);
        await stage.World.WhenSendsAreDoneAsync();
        return stage.World.Sent[^1];
    }

    /// <summary>The statuses that callbacks told, in the order in which they came.</summary>
    public static IEnumerable<string> Told(this WebhookReceiver receiver) =>
        receiver.Received.Select(webhook => webhook.Form["MessageStatus"]);

    /// <summary>What Twilio's documentation says about signing, written again for the tests.</summary>
    public static string SignatureOf(
        string url, IReadOnlyDictionary<string, string> form, string token = TwilioStage.AuthToken)
    {
        var names = form.Keys.ToList();
        names.Sort(string.CompareOrdinal);
        var text = names.Aggregate(url, (all, name) => all + name + form[name]);
#pragma warning disable CA5350 // The vendor's algorithm.
        using var hash = new HMACSHA1(Encoding.UTF8.GetBytes(token));
#pragma warning restore CA5350
        return Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}
