using System.Net;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Twilio;

/// <summary>Any answer of Twilio that is not a success. Its message holds neither body nor number nor SID.</summary>
public sealed class TwilioException(string call, HttpStatusCode? statusCode, int? code, Exception? inner = null)
    : Exception($"Twilio: {call} failed ({(int?)statusCode}, code {code}).", inner)
{
    /// <summary>Whether a call that changes something was done. Only a 429 is documented as not done (error 20429).</summary>
    public CallOutcome Outcome => (statusCode, InnerException) switch
    {
        (HttpStatusCode.TooManyRequests, _) => CallOutcome.NotDone,
        (null, HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        }) => CallOutcome.NotDone,
        (null or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError or HttpStatusCode.OK or HttpStatusCode.Created, _) =>
            CallOutcome.MayStillRun,
        _ => CallOutcome.Refused,
    };

    /// <summary>Null when there was no answer: a call that changes something may have been done.</summary>
    public HttpStatusCode? StatusCode => statusCode;

    /// <summary>Twilio's error code, see twilio.com/docs/api/errors.</summary>
    public int? Code => code;

    /// <summary>True when it is the Auth Token that was refused; a 403 is about the account, such as one that was suspended.</summary>
    public bool RefusesToken => statusCode == HttpStatusCode.Unauthorized;

    /// <summary>True when the same call may pass later.</summary>
    public bool IsTransient => statusCode is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
