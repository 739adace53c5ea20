using System.Reflection;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Hosting;

/// <summary>Lists that name everything of their kind; what is missing in one would be missing in storage, hosts or docs.</summary>
public sealed class ListsTests
{
    [Fact]
    public void Every_table_is_listed() => Assert.Equal(Constants(typeof(TableNames)), TableNames.All.Order());

    [Fact]
    public void Every_container_is_listed() => Assert.Equal(Constants(typeof(ContainerNames)), ContainerNames.All.Order());

    [Fact]
    public void Every_queue_is_listed() => Assert.Equal(
        Constants(typeof(QueueNames)).Where(name => name != QueueNames.PoisonSuffix), QueueNames.Consumed.Order());

    [Fact]
    public void Every_route_is_listed() => Assert.Equal(
        Constants(typeof(Routes)).Where(text => !text.EndsWith("* * *", StringComparison.Ordinal)),
        Routes.All.Select(route => route.Template).Distinct().Order());

    [Fact]
    public void Every_schedule_is_listed() => Assert.Equal(
        Constants(typeof(Routes)).Where(text => text.EndsWith("* * *", StringComparison.Ordinal)),
        Routes.Schedules.Append(Routes.FlowPurgeSchedule).Order());

    [Fact]
    public void Every_failure_is_listed_once_with_a_code_a_sentence_and_a_next_action()
    {
        var named = typeof(Failures).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Failure)).Select(field => (Failure)field.GetValue(null)!);

        Assert.Equal(named.OrderBy(failure => failure.Code), Failures.All.OrderBy(failure => failure.Code));
        Assert.Equal(Failures.All.Count, Failures.All.DistinctBy(failure => failure.Code).Count());
        Assert.All(Failures.All, failure =>
        {
            Assert.Matches("^[a-z_]+$", failure.Code);
            Assert.EndsWith(".", failure.Sentence, StringComparison.Ordinal);
            Assert.EndsWith(".", failure.NextAction, StringComparison.Ordinal);
            Assert.Equal(failure, Failures.Find(failure.Code));
        });
    }

    private static IEnumerable<string> Constants(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
        .Select(field => (string)field.GetRawConstantValue()!).Order();
}
