using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Tests.Devices;

/// <summary>Where GoHighLevel would keep files: answers each call with the same bytes.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FileServer(WebApplication application) => _application = application;

    public string Address => $"{_application.Urls.Single()}/";

    public static async Task<FileServer> StartAsync(byte[] file)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Run(context => Results.Bytes(file).ExecuteAsync(context));
        await application.StartAsync();
        return new FileServer(application);
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
