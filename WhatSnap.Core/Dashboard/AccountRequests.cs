using System.Text.Json;
using System.Text.Json.Serialization;
using WhatSnap.Core.Devices;

namespace WhatSnap.Core.Dashboard;

/// <summary>Body of <c>POST /api/accounts</c>.</summary>
/// <param name="Kind"><c>twilio</c>, <c>whatsapp</c> or <c>device</c>.</param>
/// <param name="Name">Name of the new account.</param>
/// <param name="Twilio">What a Twilio account needs.</param>
/// <param name="Device">What is known of a phone or Mac; may be left out.</param>
public sealed record AddAccountRequest(string? Kind, string? Name, TwilioRequest? Twilio, DeviceRequest? Device = null);

/// <summary>What is known of a phone or Mac before it is paired.</summary>
/// <param name="PhoneNumber">Its own number; null where the device tells it, or nobody does.</param>
/// <param name="Forwarding">What of it is brought in; null for what is careful.</param>
public sealed record DeviceRequest(string? PhoneNumber, ForwardingRequest? Forwarding = null)
{
    public override string ToString() => nameof(DeviceRequest);
}

/// <summary>Twilio's credentials, and the number for a new account.</summary>
public sealed record TwilioRequest(string? AccountSid, string? AuthToken, string? PhoneNumber)
{
    public override string ToString() => nameof(TwilioRequest);
}

/// <summary>Body of <c>POST /api/accounts/{accountId}/reconnect</c>; a token only when there is a new one.</summary>
public sealed record ReconnectRequest(string? AuthToken)
{
    public override string ToString() => nameof(ReconnectRequest);
}

/// <summary>Body of <c>POST /api/accounts/{accountId}/answer</c>: <c>yes</c> or <c>no</c>.</summary>
public sealed record AnswerRequest(string? Answer);

/// <summary>Body of <c>POST /api/accounts/{accountId}/pairing-code</c>: the phone's own number, E.164.</summary>
public sealed record PairingCodeRequest(string? PhoneNumber)
{
    public override string ToString() => nameof(PairingCodeRequest);
}

/// <summary>Body of <c>PATCH /api/accounts/{accountId}</c>: only what is there is changed.</summary>
/// <param name="Name">New name.</param>
/// <param name="Tag">New tag, <c>whatsnap-account-…</c>.</param>
/// <param name="TagMode"><c>add</c> or <c>exclusive</c>.</param>
/// <param name="Assignment">Who gets the account's contacts.</param>
/// <param name="IsDefault">True makes it the location's default, false takes that from it.</param>
/// <param name="SimulatesTyping">Whether a WhatsApp account shows that it types before it sends.</param>
/// <param name="TakesGroups">Whether a WhatsApp or device account brings in what is written in groups; takes effect within minutes.</param>
/// <param name="Forwarding">What of its phone or Mac a device account brings in.</param>
public sealed record ChangeAccountRequest(
    string? Name, string? Tag, string? TagMode, AssignmentRequest? Assignment, bool? IsDefault, bool? SimulatesTyping, bool? TakesGroups,
    ForwardingRequest? Forwarding = null);

/// <summary>What of a device is brought in: short codes and names, one-time codes, or only contacts.</summary>
public sealed record ForwardingRequest(bool? TakesServices, bool? TakesCodes, bool? OnlyContacts)
{
    /// <summary>The rules with what is asked for.</summary>
    internal ForwardingRules Change(ForwardingRules now) => new()
    {
        TakesServices = TakesServices ?? now.TakesServices,
        TakesCodes = TakesCodes ?? now.TakesCodes,
        OnlyContacts = OnlyContacts ?? now.OnlyContacts,
    };
}

/// <summary>Who gets an account's contacts: GoHighLevel user ids, none to stop.</summary>
public sealed record AssignmentRequest(IReadOnlyList<string>? UserIds, bool? IncludesExisting);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AddAccountRequest))]
[JsonSerializable(typeof(TwilioRequest))]
[JsonSerializable(typeof(ReconnectRequest))]
[JsonSerializable(typeof(AnswerRequest))]
[JsonSerializable(typeof(PairingCodeRequest))]
[JsonSerializable(typeof(ChangeAccountRequest))]
internal sealed partial class AccountRequestJson : JsonSerializerContext
{
    /// <summary>Bytes that a request of the accounts API may have.</summary>
    public const int LargestBody = 8 * 1024;
}
