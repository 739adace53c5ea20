using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Fixture;

/// <summary>The network to the table storage, which a test can cut.</summary>
internal sealed class StorageSwitch(int retries) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    /// <summary>True while no connection can be made.</summary>
    public bool IsCut { get; set; }

    /// <summary>Lets the product reach its tables through this switch.</summary>
    public void Install(IServiceCollection services) => services.AddSingleton(provider =>
    {
        var client = new TableClientOptions { Transport = new HttpClientTransport(this) };
        client.Retry.MaxRetries = retries;
        client.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return StorageRegistration.MakeTables(provider.GetRequiredService<IOptions<StorageOptions>>().Value, client);
    });

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) => IsCut
            ? throw new HttpRequestException(HttpRequestError.ConnectionError, "The network is cut.")
            : base.SendAsync(request, cancellationToken);
}
