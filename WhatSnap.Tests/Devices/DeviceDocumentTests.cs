using System.Globalization;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using static WhatSnap.Tests.Fixture.Documents;

namespace WhatSnap.Tests.Devices;

/// <summary>The contract that clients are written by is that of the code.</summary>
public sealed class DeviceDocumentTests
{
    [Fact]
    public void The_document_of_the_device_api_lists_exactly_the_refusals_with_their_words()
    {
        var listed = Rows("docs/device-api.md").Where(cells => cells.Length == 4 && int.TryParse(cells[0], out _))
            .Select(cells => new DeviceRefusal(int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1].Trim('`'), cells[2], cells[3]));

        Assert.Equal(DeviceRefusals.All, listed);
    }

    [Fact]
    public void Every_route_of_devices_stands_in_the_document()
    {
        var text = Read("docs/device-api.md");

        Assert.All(
            Routes.All.Where(route => route.Template.StartsWith("device/", StringComparison.Ordinal)),
            route => Assert.Contains($"## {route.Method} /{route.Template}", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_call_of_SMSGate_stands_in_its_document()
    {
        var text = Read("docs/android.md");

        Assert.All(
            Routes.All.Where(route => route.Template.StartsWith("sms/", StringComparison.Ordinal)),
            route => Assert.Contains($"### {route.Method} /{route.Template}\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Times_have_exactly_three_digits_of_fraction() =>
        Assert.Equal("2026-11-27T14:15:16.789Z", DeviceTime.Of(new DateTimeOffset(2026, 11, 27, 15, 15, 16, TimeSpan.FromHours(1)).AddTicks(7_891_234)));
}
