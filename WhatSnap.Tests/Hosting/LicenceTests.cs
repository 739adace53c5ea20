using System.Text.Json;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

/// <summary>What the product brings along, by what was restored, against the document that lists it.</summary>
public sealed class LicenceTests
{
    [Fact]
    public void The_document_lists_every_package_of_the_backend_with_its_licence_and_all_are_permissive()
    {
        var listed = RestoredPackages.Listed("docs/licences.md");

        var restored = RestoredPackages.Of("WhatSnap.Local").Concat(RestoredPackages.Of("WhatSnap.Companion")).Distinct().ToList();

        Assert.True(restored.Count > 20);
        Assert.Equal(restored.Order(), listed.Order());
        Assert.All(restored, one => Assert.Contains(one.Licence, RestoredPackages.Permissive));
    }

    [Fact]
    public void The_document_lists_every_package_of_the_dashboard_with_its_licence_and_all_are_permissive()
    {
        var listed = Documents.Rows("docs/dashboard-licences.md").Where(cells => cells[0].StartsWith('`'))
            .Select(cells => (cells[0].Trim('`'), cells[1], cells[2]));

        var locked = JsonElement.Parse(Documents.Read("dashboard/package-lock.json")).GetProperty("packages").EnumerateObject()
            .Where(one => one.Name.Length > 0 && !one.Value.TryGetProperty("dev", out _))
            .Select(one => (one.Name.Split("node_modules/")[^1], one.Value.GetProperty("version").GetString()!, one.Value.GetProperty("license").GetString()!))
            .Distinct().ToList();

        Assert.True(locked.Count > 5);
        Assert.Equal(locked.Order(), listed.Order());
        Assert.All(locked, one => Assert.Contains(one.Item3, RestoredPackages.Permissive.Append("ISC")));
    }
}
