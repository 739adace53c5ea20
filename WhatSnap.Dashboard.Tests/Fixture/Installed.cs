using Microsoft.Playwright;

namespace WhatSnap.Dashboard.Tests.Fixture;

/// <summary>The browser of this machine; none is brought along.</summary>
internal static class Installed
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static BrowserTypeLaunchOptions Browser()
    {
        var found = Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists);
        return new BrowserTypeLaunchOptions
        {
            ExecutablePath = found,

            // Elsewhere Playwright knows where Chrome is installed.
            Channel = found is null ? "chrome" : null,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--test-third-party-cookie-phaseout"],
        };
    }
}
