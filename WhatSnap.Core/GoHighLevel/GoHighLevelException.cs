using System.Net;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>What is known about a call that did not end well.</summary>
public enum CallOutcome
{
    /// <summary>A clear no: nothing was done.</summary>
    Refused,

    /// <summary>Nothing was done, and the same call may pass later (throttled, not reached).</summary>
    NotDone,

    /// <summary>It may have been done, and the server has finished with it.</summary>
    MayHaveBeenDone,

    /// <summary>It may have been done or may still be running at the other side.</summary>
    MayStillRun,
}

/// <summary>Any answer of GoHighLevel that is not a success. The message holds no value of ours or of the contact's.</summary>
public sealed class GoHighLevelException(
    CallOutcome outcome, string call, HttpStatusCode? statusCode, string? code = null, string? vendorMessage = null,
    Exception? inner = null)
    : Exception($"GoHighLevel: {call} ended as {outcome} ({(int?)statusCode}{(code is null ? "" : " " + code)}).", inner)
{
    public CallOutcome Outcome => outcome;

    public HttpStatusCode? StatusCode => statusCode;

    /// <summary>GoHighLevel's <c>canonicalCode</c>, when it gave one.</summary>
    public string? Code => code;

    /// <summary>GoHighLevel's own words; may repeat what we sent, so it is kept with the message and never logged.</summary>
    public string? VendorMessage => vendorMessage;

    /// <summary>The contact that a refused creation collided with (<c>meta.contactId</c>).</summary>
    public string? ExistingContactId { get; init; }

    /// <summary>How long to wait before the next call, when GoHighLevel throttles.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the contact that the call named was deleted or merged in GoHighLevel.</summary>
    public bool IsContactGone => statusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound
        && vendorMessage?.Contains("contact", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// True when the access token itself is over, and a new one may pass. A 401 of any other words (a missing scope, another
    /// kind of token) and a 403 are not for a new token to mend.
    /// </summary>
    public bool IsTokenOver => statusCode == HttpStatusCode.Unauthorized && vendorMessage is { } words
        && (words.Contains("Invalid JWT", StringComparison.OrdinalIgnoreCase)
            || words.Contains("access token is invalid", StringComparison.OrdinalIgnoreCase));

    /// <summary>True when the access can't be renewed any more: it comes back by the next install, and nothing was done.</summary>
    public bool IsAccessLost => code == RenewGrant.Lost;

    /// <summary>
    /// True when GoHighLevel serves nobody in this location, or not WhatSnap: it says so of the location, not of what was
    /// sent, and nothing was done.
    /// </summary>
    public bool IsLocationUnavailable => statusCode == HttpStatusCode.Forbidden
        || vendorMessage?.Contains("location is not active", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>True when the same call may pass later without anybody's help.</summary>
    public bool IsTransient => outcome != CallOutcome.Refused;
}
