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

/// <summary>A body that refuses to leave once its window is closed, however long the process was paused before.</summary>
internal class WindowedContent : HttpContent
{
    private readonly byte[] _bytes;
    private readonly CallWindow _window;

    /// <param name="bytes">The body.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="window">When it may leave.</param>
    public WindowedContent(byte[] bytes, string mediaType, CallWindow window)
    {
        (_bytes, _window) = (bytes, window);
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
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

/// <summary>A windowed body in JSON.</summary>
internal sealed class WindowedJsonContent<T>(T value, JsonTypeInfo<T> type, CallWindow window)
    : WindowedContent(JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json", window);
