using System.Xml.Linq;
using static WhatSnap.Tests.Fixture.Documents;

namespace WhatSnap.Tests.Companion;

/// <summary>The command of docs/companion.md that makes the programs for Macs is there, and makes what is said.</summary>
public sealed class PublishingTests
{
    [Fact]
    public void One_command_publishes_a_program_of_one_file_for_each_kind_of_Mac()
    {
        const string project = "WhatSnap.Companion/WhatSnap.Companion.csproj";
        var target = Assert.Single(XDocument.Parse(Read(project)).Descendants("Target"), one => (string?)one.Attribute("Name") == "PublishForMacs");
        var commands = target.Elements("Exec").Select(one => (string)one.Attribute("Command")!).ToList();
        var document = Read("docs/companion.md");

        Assert.Contains("dotnet build WhatSnap.Companion -t:PublishForMacs", document, StringComparison.Ordinal);
        foreach (var kind in new[] { "osx-arm64", "osx-x64" })
        {
            var command = Assert.Single(commands, one => one.Contains($"-r {kind} ", StringComparison.Ordinal));
            Assert.Contains($"artifacts/{kind}", document, StringComparison.Ordinal);
            Assert.Contains($"artifacts/{kind}", command, StringComparison.Ordinal);
            Assert.Contains("--self-contained", command, StringComparison.Ordinal);
            Assert.Contains("-p:PublishSingleFile=true", command, StringComparison.Ordinal);
        }
    }
}
