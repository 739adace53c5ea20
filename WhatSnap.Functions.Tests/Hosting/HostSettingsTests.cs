using System.Text.Json;

namespace WhatSnap.Functions.Tests.Hosting;

/// <summary><c>host.json</c> as it lies beside the Azure host; a missing one would not stop the host, only change what it does.</summary>
public sealed class HostSettingsTests
{
    [Theory]
    [InlineData("telemetryMode", "OpenTelemetry")]
    [InlineData("extensions.http.routePrefix", "")]
    [InlineData("extensions.queues.messageEncoding", "base64")]
    [InlineData("extensions.queues.maxDequeueCount", "5")]
    [InlineData("extensions.durableTask.hubName", "WhatSnapFlows")]
    [InlineData("extensions.durableTask.extendedSessionsEnabled", "False")]
    [InlineData("extensions.durableTask.tracing.traceInputsAndOutputs", "False")]
    public void A_setting_is_as_the_code_expects(string path, string value) => Assert.Equal(value, Read(path).ToString());

    [Theory]
    [InlineData("extensions.queues.maxPollingInterval", 1)]
    [InlineData("extensions.durableTask.storageProvider.maxQueuePollingInterval", 2)]
    public void What_waits_in_a_queue_is_seen_soon(string path, int seconds) =>
        Assert.InRange(TimeSpan.Parse(Read(path).GetString()!, null), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(seconds));

    private static JsonElement Read(string path)
    {
        var file = Path.Combine(Path.GetDirectoryName(typeof(AzureHost).Assembly.Location)!, "host.json");
        var settings = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file));
        return path.Split('.').Aggregate(settings, (part, name) => part.GetProperty(name));
    }
}
