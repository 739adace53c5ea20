using System.Text.Json.Nodes;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Fuzz;

/// <summary>Queue messages that are nearly ours, as another version or a person may have put them there: dropped, or done as far as they go.</summary>
public sealed class WorkFuzzTests
{
    private const int Seed = 20261127;
    private const int Bodies = 60;

    private static readonly string[] Plain =
    [
        "", " ", "{", "{}", "[]", "null", "42", "true", "x", "~", "a~", "~b", "a~b", """{"v":1}""", """{"v":1,"locationId":null}""",
        """{"v":"1","locationId":7}""", """{"v":1,"locationId":"loc"}""", """{"v":1,"lane":"x","marker":"y","at":"2026-11-27T12:00:00Z"}""",
    ];

    [Fact]
    public async Task No_queue_message_throws_what_nobody_expects_and_the_work_beside_it_is_done()
    {
        await using var product = await TestProduct.StartAsync();
        var make = new FuzzMaker(Seed);
        var samples = Samples(product);
        var thrown = new List<string>();
        foreach (var (queue, consumer) in product.Queue.Consumers.ToList())
        {
            // Work of other queues comes to those that read work; to those that take a key only what may be a key.
            var near = IsKey(queue) ? samples.Where(body => !body.StartsWith('{')).ToList() : samples;
            foreach (var body in Plain.Concat(Enumerable.Range(0, Bodies).Select(_ => Spoil(make, make.One(near)))))
            {
                if (await ThrowsAsync(() => consumer(body, CancellationToken.None)) is { } failed) thrown.Add($"{queue} {body[..Math.Min(body.Length, 200)]}: {failed}");
            }
        }

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("", string.Join('\n', thrown));
        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
    }

    private static bool IsKey(string queue) => queue is QueueNames.WatchWhatsApp or QueueNames.ReconcileTwilio or QueueNames.ReconcileWhatsApp
        or QueueNames.CheckSignatures or QueueNames.CountMessages or QueueNames.CheckHealth;

    private static async Task<Exception?> ThrowsAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (Exception failed)
        {
            return failed;
        }
    }

    /// <summary>What each kind of work looks like, for accounts and messages that there are not.</summary>
    private static List<string> Samples(TestProduct product)
    {
        var (location, at) = ($"loc{Guid.NewGuid():N}", product.Time.GetUtcNow());
        var lane = LaneId.New(location);
        var marker = MarkerKey.For("acc-sales", TestProduct.NewSid());
        return
        [
            LaneWork.For(lane, marker, at).ToJson(),
            (LaneWork.For(LaneId.To(location, "contact1"), marker, at) with { Go = true, Returns = 2, Slot = at }).ToJson(),
            new ReportWork(1, location, "message1", 1, 2, at).ToJson(),
            new LetterWork(1, location, Failures.AccountGone.Code, 3).ToJson(),
            new EventWork(1, "LocationUpdate", at, at) { LocationId = location, CompanyId = "company1", Data = new Dictionary<string, string> { ["id"] = "contact1" }, Tries = 1 }.ToJson(),
            new ConsentWork(1, location, "contact1", at, 1).ToJson(),
            new HeardWork(1, lane.Value, "acc-sales", "SM1", true, at, EvidenceKinds.Word.Code, "stop").ToJson(),
            new RetagWork(1, $"{new AccountKey(location, "acc-sales")}", at).ToJson(),
            new EraseWork(1, location, "contact1", null).ToJson(),
            new AlertNotice(1, location, "acc-sales", "alert1", AlertNotice.Raised, HealthSigns.MessagesFailing.Code, at, at).ToJson(),
            $"{new AccountKey(location, "acc-sales")}",
            location,
        ];
    }

    /// <summary>Cut off, or with parts taken out or exchanged for those of another kind. What is in no key stays out: the storage refuses that by itself.</summary>
    private static string Spoil(FuzzMaker make, string body)
    {
        if (make.Chance(3) || !body.StartsWith('{')) return body[..make.Next(body.Length + 1)];
        var parts = JsonNode.Parse(body)!.AsObject();
        foreach (var name in parts.Select(part => part.Key).ToList())
        {
            if (make.Chance(6)) parts.Remove(name);
            else if (make.Chance(6)) parts[name] = make.One<Func<JsonNode?>>([() => null, () => -1, () => 1e300, () => "", () => "x", () => true, () => new JsonArray(), () => new JsonObject()])();
        }

        return parts.ToJsonString();
    }
}
