using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Devices;

/// <summary>A refusal of the device API: a stable code beside the words.</summary>
public sealed record DeviceRefusal(int Status, string Code, string WhatWasWrong, string WhatToDo)
{
    /// <summary>The answer, problem JSON with the code as a member.</summary>
    /// <param name="retryAfter">After how long the call may be made again, where that is known.</param>
    public IResult Answer(TimeSpan? retryAfter = null)
    {
        var problem = Results.Problem(
            statusCode: Status, title: WhatWasWrong, detail: WhatToDo, extensions: new Dictionary<string, object?> { ["code"] = Code });
        return retryAfter is { } wait ? new Delayed(problem, wait) : problem;
    }

    private sealed class Delayed(IResult problem, TimeSpan wait) : IResult, INestedHttpResult, IStatusCodeHttpResult
    {
        IResult INestedHttpResult.Result => problem;

        public int? StatusCode => (problem as IStatusCodeHttpResult)?.StatusCode;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>Every refusal of the device API; <c>docs/device-api.md</c> lists them and a test compares the two.</summary>
public static class DeviceRefusals
{
    public static readonly DeviceRefusal BodyInvalid = new(400, "body_invalid", "The body is not the JSON that is expected here.", "Send what docs/device-api.md shows.");
    public static readonly DeviceRefusal ValueInvalid = new(400, "value_invalid", "A value in the body is missing or wrong.", "Correct it and send it again.");
    public static readonly DeviceRefusal TokenUnknown = new(401, "token_unknown", "This device is not paired, or its access was revoked.", "Pair it again with a new code from WhatSnap.");
    public static readonly DeviceRefusal InboxOnly = new(403, "inbox_only", "This device may only bring messages that came to it.", "Use POST /device/v1/inbox/simple.");
    public static readonly DeviceRefusal CodeWrong = new(403, "code_wrong", "The code is wrong, was used already, or is older than ten minutes.", "Ask for a new code in WhatSnap and type it within ten minutes.");
    public static readonly DeviceRefusal ItemUnknown = new(404, "item_unknown", "No such message waits for this device.", "Forget it.");
    public static readonly DeviceRefusal AccountInactive = new(409, "account_inactive", "The account of this device is not connected.", "Connect it in WhatSnap; then it goes on by itself.");
    public static readonly DeviceRefusal NotConfirmed = new(409, "not_confirmed", "The owner has not confirmed this device yet.", "Confirm it in WhatSnap, where its name is shown.");
    public static readonly DeviceRefusal LeaseLost = new(409, "lease_lost", "The lease of this message is over.", "Do not send it; ask the outbox again.");
    public static readonly DeviceRefusal HashWrong = new(409, "hash_wrong", "The bytes do not have the SHA-256 of the address.", "Send the file again, whole.");
    public static readonly DeviceRefusal LengthMissing = new(411, "length_missing", "The size of the file is not given.", "Send Content-Length.");
    public static readonly DeviceRefusal TooLarge = new(413, "too_large", "The body is too large.", "Send less at once; the limits are in docs/device-api.md.");
    public static readonly DeviceRefusal NotJson = new(415, "not_json", "This is not JSON.", "Send Content-Type: application/json.");
    public static readonly DeviceRefusal AppOutdated = new(426, "app_outdated", "This version of the app is too old.", "Update the app on this device, then pair it.");
    public static readonly DeviceRefusal TooManyCodes = new(429, "too_many_codes", "These are too many wrong codes from here.", "Wait a minute, then type the code that WhatSnap shows now.");
    public static readonly DeviceRefusal TooManyCalls = new(429, "too_many_calls", "These are too many calls at once.", "Wait a few seconds, then go on more slowly.");
    public static readonly DeviceRefusal TryLater = new(503, "try_later", "Our storage could not be reached just now.", "Send it again in a moment.");
    public static readonly DeviceRefusal CrmSilent = new(503, "crm_silent", "GoHighLevel could not be asked whether the other side is a contact.", "Send it again in a moment; nothing of it is kept or forwarded until then.");

    public static readonly IReadOnlyList<DeviceRefusal> All =
    [
        BodyInvalid, ValueInvalid, TokenUnknown, InboxOnly, CodeWrong, ItemUnknown, AccountInactive, NotConfirmed, LeaseLost, HashWrong, LengthMissing,
        TooLarge, NotJson, AppOutdated, TooManyCodes, TooManyCalls, TryLater, CrmSilent,
    ];
}
