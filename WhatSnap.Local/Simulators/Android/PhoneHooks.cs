using System.Text;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>The webhooks that the app makes: they stand in its database until they are answered with 2xx, or were tried too often.</summary>
internal sealed class PhoneHooks(PhoneStore store, PhoneJobs jobs, PhoneApi api, TimeProvider time)
{
    public const string JobName = "webhook";
    private const int LongestShift = 30;

    /// <summary>The events that the app knows.</summary>
    public static readonly string[] Known =
    [
        "sms:received", "sms:data-received", "sms:sent", "sms:delivered", "sms:failed", "sms:cancelled", "mms:received", "mms:downloaded",
        "system:ping", "app:started",
    ];

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    /// <summary>A killed app leaves a webhook as being posted for so long.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(5);

    /// <summary>Tells of an event at every address that the server named for it. The same event told twice has two ids.</summary>
    public void Tell(string name, JsonObject payload)
    {
        if (store.Registration is not { } known) return;
        foreach (var hook in store.Webhooks.Where(hook => hook.Event == name))
        {
            var body = Encoding.UTF8.GetBytes(new JsonObject
            {
                ["id"] = store.NewId(),
                ["webhookId"] = hook.Id,
                ["event"] = name,
                ["deviceId"] = known.Id,
                ["payload"] = payload.DeepClone(),
            }.ToJsonString());
            jobs.Add(new PhoneJob
            {
                Name = JobName,
                Run = async token =>
                {
                    await api.PostAsync(hook.Url, body, token);
                    return null;
                },
                Retry = tries => tries <= store.Settings.RetryCount ? FirstRetry * (1L << Math.Min(tries - 1, LongestShift)) : null,
                NeedsNetwork = () => store.Settings.InternetRequired,
                AfterKill = Stuck,
            });
        }
    }

    /// <summary>How the phone writes a time.</summary>
    public string Date(DateTimeOffset at) => GsonDate.Write(at, store.Options.Offset);

    public void Ping() => Tell("system:ping", new JsonObject
    {
        ["health"] = new JsonObject
        {
            ["status"] = "pass",
            ["version"] = PhoneApi.Version,
            ["releaseId"] = 1,
            ["checks"] = new JsonObject
            {
                ["messages:failed"] = new JsonObject { ["description"] = "Failed messages for last hour", ["observedValue"] = 0, ["status"] = "pass" },
                ["connection:status"] = new JsonObject { ["description"] = "Internet connection status", ["observedValue"] = 1, ["status"] = "pass" },
                ["battery:level"] = new JsonObject { ["description"] = "Battery level in percent", ["observedValue"] = 80, ["status"] = "pass" },
            },
            ["time"] = Date(time.GetUtcNow()),
        },
    });
}
