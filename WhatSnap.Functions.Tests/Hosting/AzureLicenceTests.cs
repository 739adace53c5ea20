using WhatSnap.Tests.Hosting;

namespace WhatSnap.Functions.Tests.Hosting;

/// <summary>What the Azure host brings along beside the packages of the local one, by what was restored, against the document that lists it.</summary>
public sealed class AzureLicenceTests
{
    [Fact]
    public void The_document_lists_every_package_of_the_Azure_host_with_its_licence_and_all_are_permissive()
    {
        var shared = RestoredPackages.Listed("docs/licences.md").Select(one => one.Package).ToHashSet();

        var restored = RestoredPackages.Of("WhatSnap.Functions").Where(one => !shared.Contains(one.Package)).ToList();

        Assert.True(restored.Count > 10);
        Assert.Equal(restored.Order(), RestoredPackages.Listed("docs/azure-licences.md").Order());
        Assert.All(restored, one => Assert.Contains(one.Licence, RestoredPackages.Permissive));
    }
}
