using System.Text.RegularExpressions;
using WhatSnap.Core.Storage;
using static WhatSnap.Tests.Fixture.Documents;

namespace WhatSnap.Tests.Hosting;

/// <summary>What the document of the storage lists is what is stored.</summary>
public sealed partial class StorageDocsTests
{
    [Fact]
    public void The_storage_document_names_every_table_queue_and_container()
    {
        var text = Read("docs/what-we-store.md");

        Assert.All(
            TableNames.All.Concat(QueueNames.Consumed).Concat(ContainerNames.All),
            name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_storage_document_lists_nothing_that_is_not_there()
    {
        var there = TableNames.All.Concat(ContainerNames.All).Concat(QueueNames.Consumed)
            .Concat(QueueNames.Consumed.Select(name => name + QueueNames.PoisonSuffix)).ToHashSet();

        var listed = Rows("docs/what-we-store.md").SelectMany(cells => InBackticks().Matches(cells[0]))
            .Select(match => match.Groups["name"].Value).ToList();

        Assert.NotEmpty(listed);
        Assert.All(listed, name => Assert.Contains(name, there));
    }

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex InBackticks();
}
