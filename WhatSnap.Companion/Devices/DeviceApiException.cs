using System.Net;

namespace WhatSnap.Companion.Devices;

/// <summary>WhatSnap refused a call, answered nonsense, or could not be reached; then there is no status.</summary>
internal sealed class DeviceApiException(HttpStatusCode? status, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    public HttpStatusCode? Status => status;

    /// <summary>After how long WhatSnap wants to be asked again; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may be answered later; whether it was done is not known then.</summary>
    public bool IsTransient => status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500 || (int)status < 400;

    /// <summary>Whether what was sent will never be taken; other refusals pass, such as that of an account that is not connected now.</summary>
    public bool IsFinal => status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge
        or HttpStatusCode.UnsupportedMediaType;

    /// <summary>The token is not, or no longer, that of a device.</summary>
    public bool IsUnpaired => status == HttpStatusCode.Unauthorized;
}
