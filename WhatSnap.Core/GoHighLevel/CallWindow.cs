using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The time in which a call that changes something may still start. It is judged on a clock that goes on while the
/// process is paused, at the moment the body is written.
/// </summary>
public sealed class CallWindow(TimeProvider time, TimeSpan open)
{
    private readonly long _opened = time.GetTimestamp();

    public bool IsOpen => Elapsed < open;

    /// <summary>Time since the window opened.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_opened);
}

/// <summary>The window closed before the request left: nothing was sent.</summary>
public sealed class CallWindowClosedException() : Exception("The lease ran out before the call could start.");

/// <summary>A JSON body that refuses to leave once its window is closed, however long the process was paused before.</summary>
internal sealed class WindowedJsonContent<T> : HttpContent
{
    private readonly byte[] _bytes;
    private readonly CallWindow _window;

    public WindowedJsonContent(T value, JsonTypeInfo<T> type, CallWindow window)
    {
        _bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        _window = window;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_window.IsOpen) throw new CallWindowClosedException();
        await stream.WriteAsync(_bytes, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
