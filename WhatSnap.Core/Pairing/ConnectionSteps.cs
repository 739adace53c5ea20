namespace WhatSnap.Core.Pairing;

/// <summary>The steps of a connection, in the order in which they happen, with their titles.</summary>
public static class ConnectionSteps
{
    public const string Account = "account";
    public const string Number = "number";
    public const string Credit = "credit";
    public const string Registration = "registration";
    public const string Route = "route";
    public const string Point = "point";
    public const string ReadBack = "read_back";
    public const string SelfTest = "self_test";
    public const string Tag = "tag";
    public const string Activate = "activate";
    public const string Session = "session";
    public const string Scan = "scan";
    public const string Link = "link";
    public const string Hearing = "hearing";
    public const string Phone = "phone";
    public const string Steadiness = "steadiness";
    public const string LastAttempt = "last_attempt";
    public const string Time = "time";
    public const string Pair = "pair";
    public const string Ready = "ready";

    /// <summary>Title of each step of a Twilio number, in their order.</summary>
    public static readonly IReadOnlyDictionary<string, string> Twilio = new Dictionary<string, string>
    {
        [Account] = "Twilio account and Auth Token",
        [Number] = "Phone number",
        [Credit] = "Credit",
        [Registration] = "Registration for US carriers",
        [Route] = "Where texts go today",
        [Point] = "Point the number at WhatSnap",
        [ReadBack] = "Read the change back",
        [SelfTest] = "Test our own address",
        [Tag] = "Tag in GoHighLevel",
        [Activate] = "Activate",
    };

    /// <summary>Title of each step of a WhatsApp account, in their order.</summary>
    public static readonly IReadOnlyDictionary<string, string> WhatsApp = new Dictionary<string, string>
    {
        [Session] = "WhatsApp gateway",
        [Scan] = "Link the phone",
        [Number] = "Phone number",
        [Tag] = "Tag in GoHighLevel",
        [Activate] = "Activate",
    };

    /// <summary>Title of each step of a phone or Mac, in their order.</summary>
    public static readonly IReadOnlyDictionary<string, string> Device = new Dictionary<string, string>
    {
        [Pair] = "Pair the device",
        [Ready] = "What the device may do",
        [Number] = "Phone number",
        [Tag] = "Tag in GoHighLevel",
        [Activate] = "Activate",
    };

    /// <summary>Title of each check of an account that is no step of its connection.</summary>
    public static readonly IReadOnlyDictionary<string, string> Checks = new Dictionary<string, string>
    {
        [Link] = "Link to the phone",
        [Hearing] = "Answer of WhatsApp",
        [Phone] = "Phone online",
        [Steadiness] = "Interruptions",
        [LastAttempt] = "Last attempt to connect",
        [Time] = "Time for the checks",
    };

    /// <summary>The title of a step; empty for what is none.</summary>
    internal static string TitleOf(string step) =>
        Twilio.GetValueOrDefault(step) ?? WhatsApp.GetValueOrDefault(step) ?? Device.GetValueOrDefault(step) ?? Checks.GetValueOrDefault(step, "");
}

/// <summary>How a connection can end besides a failed step; <c>docs/accounts.md</c> lists them.</summary>
public static class ConnectionEnds
{
    public const string Connected = "connected";
    public const string Declined = "declined";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
    public const string Interrupted = "interrupted";
    public const string TwilioUnreachable = "twilio_unreachable";
    public const string GoHighLevelUnreachable = "gohighlevel_unreachable";
    public const string GatewayUnreachable = "gateway_unreachable";
    public const string NotScanned = "not_scanned";
    public const string InternalError = "internal_error";
    public const string NotPaired = "not_paired";
    public const string DeviceDeclined = "device_declined";
}
