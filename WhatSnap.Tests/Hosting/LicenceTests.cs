using System.Text.Json;
using System.Xml.Linq;
using WhatSnap.Local.Azurite;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

/// <summary>What the product brings along, by what was restored, against the document that lists it.</summary>
public sealed class LicenceTests
{
    private static readonly string[] Permissive = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"];

    /// <summary>Packages that name a file or an address instead of a licence; what stands there.</summary>
    private static readonly Dictionary<string, string> ByFile = new()
    {
        ["Apache.Arrow"] = "Apache-2.0",
        ["System.Security.Cryptography.ProtectedData"] = "MIT",
    };

    [Fact]
    public void The_document_lists_every_package_of_the_backend_with_its_licence_and_all_are_permissive()
    {
        var listed = File.ReadAllLines(Path.Combine(RepositoryRoot.Find(), "docs/licences.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)).Select(cells => (cells[0].Trim('`'), cells[1])).ToList();

        var restored = Restored("WhatSnap.Local").Concat(Restored("WhatSnap.Companion")).Distinct().ToList();

        Assert.True(restored.Count > 20);
        Assert.Equal(restored.Order(), listed.Order());
        Assert.All(restored, one => Assert.Contains(one.Licence, Permissive));
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
        Assert.All(locked, one => Assert.Contains(one.Item3, Permissive.Append("ISC")));
    }

    private static IEnumerable<(string Package, string Licence)> Restored(string project)
    {
        var assets = JsonElement.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Find(), $"{project}/obj/project.assets.json")));
        var folders = assets.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        foreach (var target in assets.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject())
        {
            // What is there for the compiler alone is not brought along.
            if (target.Value.GetProperty("type").GetString() != "package" || !target.Value.TryGetProperty("runtime", out _)) continue;
            var (id, version) = (target.Name.Split('/')[0], target.Name.Split('/')[1]);
            yield return (id, LicenceOf(folders, id, version));
        }
    }

    private static string LicenceOf(List<string> folders, string id, string version)
    {
        var name = id.ToLowerInvariant();
        var spec = folders.Select(folder => Path.Combine(folder, name, version.ToLowerInvariant(), $"{name}.nuspec")).First(File.Exists);
        var licence = XDocument.Load(spec).Descendants().FirstOrDefault(one => one.Name.LocalName == "license");
        return licence?.Attribute("type")?.Value == "expression" ? licence.Value : ByFile.GetValueOrDefault(id, "unknown");
    }
}
