using System.Text.Json;
using System.Xml.Linq;
using WhatSnap.Local.Azurite;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

/// <summary>The packages that a project brings along, with their licences, and those that a document lists.</summary>
internal static class RestoredPackages
{
    public static readonly IReadOnlyList<string> Permissive = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"];

    /// <summary>Packages that name a file or an address instead of a licence; what stands there.</summary>
    private static readonly Dictionary<string, string> ByFile = new()
    {
        ["Apache.Arrow"] = "Apache-2.0",
        ["System.Security.Cryptography.ProtectedData"] = "MIT",
    };

    public static IReadOnlyList<(string Package, string Licence)> Listed(string document) =>
        [.. Documents.Rows(document).Where(cells => cells[0].StartsWith('`')).Select(cells => (cells[0].Trim('`'), cells[1]))];

    public static IEnumerable<(string Package, string Licence)> Of(string project)
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
