using System.Net;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Any answer of the WhatsApp gateway that is not a success. Its message holds neither body nor number nor key.</summary>
public sealed class WahaException(string call, HttpStatusCode? statusCode, string? code = null, Exception? inner = null)
    : Exception($"WhatsApp gateway: {call} failed ({(int?)statusCode}{(code is null ? "" : " " + code)}).", inner)
{
    /// <summary>Null when there was no answer: a call that changes something may have been done.</summary>
    public HttpStatusCode? StatusCode => statusCode;

    /// <summary>The bundled gateway's code of the refusal; null where it gave none.</summary>
    public string? Code => code;

    /// <summary>True when nothing was done because the session does not work now, or not at this gateway.</summary>
    public bool IsNotWorking { get; init; }

    /// <summary>True when the call never reached the gateway.</summary>
    internal bool IsNotReached => InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    /// <summary>True when the same call may pass later without anybody's help.</summary>
    public bool IsTransient => statusCode is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.OK or HttpStatusCode.Created or >= HttpStatusCode.InternalServerError;

    /// <summary>True when what was asked for is not there now: no code, no passkey step.</summary>
    internal bool IsNotNow => statusCode == HttpStatusCode.UnprocessableEntity;
}
