using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Fixture;

/// <summary>The network to the table storage, which a test can cut.</summary>
internal sealed class StorageSwitch(int retries) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private int _refused;

    /// <summary>True while no connection can be made.</summary>
    public bool IsCut { get; set; }

    /// <summary>Calls that could not be made.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Tables that are reached through this switch.</summary>
    public TableServiceClient Connect(string connectionString) =>
        StorageRegistration.MakeTables(new StorageOptions { ConnectionString = connectionString }, NewOptions());

    /// <summary>Lets the product reach its tables through this switch.</summary>
    public void Install(IServiceCollection services) => services.AddSingleton(provider =>
        StorageRegistration.MakeTables(provider.GetRequiredService<IOptions<StorageOptions>>().Value, NewOptions()));

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!IsCut) return base.SendAsync(request, cancellationToken);

        Interlocked.Increment(ref _refused);
        throw new HttpRequestException(HttpRequestError.ConnectionError, "The network is cut.");
    }

    private TableClientOptions NewOptions()
    {
        var client = new TableClientOptions { Transport = new HttpClientTransport(this) };
        client.Retry.MaxRetries = retries;
        client.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return client;
    }
}
