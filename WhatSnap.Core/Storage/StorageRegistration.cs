using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Storage;

/// <summary>Registers the storage clients, the work queue and the encryption of secrets.</summary>
public static class StorageRegistration
{
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).RefuseUnresolved(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, ValidateStorageOptions>();
        services.AddOptions<SecretsOptions>().BindConfiguration(SecretsOptions.Section).RefuseUnresolved(SecretsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SecretsOptions>, ValidateSecretsOptions>();

        services.AddSingleton(provider => MakeTables(Options(provider), new TableClientOptions()));
        services.AddSingleton(provider => MakeQueues(Options(provider), new QueueClientOptions()));
        services.AddSingleton(provider => MakeBlobs(Options(provider), new BlobClientOptions()));
        services.AddSingleton<SecretBox>();
        services.AddTransient<ResealSecrets>();
        services.AddSingleton<StorageSetup>();
        services.AddSingleton<IWorkQueue, StorageWorkQueue>();
        return services;
    }

    /// <summary>The table client for these options; tests add policies through <paramref name="client"/>.</summary>
    public static TableServiceClient MakeTables(StorageOptions options, TableClientOptions client)
    {
        client.AddPolicy(new StorageAnswersOnly(), HttpPipelinePosition.PerRetry);
        return options.ConnectionString is { Length: > 0 } connection
            ? new TableServiceClient(connection, client)
            : new TableServiceClient(Endpoint(options, "table"), new DefaultAzureCredential(), client);
    }

    /// <summary>The queue client for these options; bodies are base64, as the Functions queue trigger expects.</summary>
    public static QueueServiceClient MakeQueues(StorageOptions options, QueueClientOptions client)
    {
        client.MessageEncoding = QueueMessageEncoding.Base64;
        client.AddPolicy(new StorageAnswersOnly(), HttpPipelinePosition.PerRetry);
        return options.ConnectionString is { Length: > 0 } connection
            ? new QueueServiceClient(connection, client)
            : new QueueServiceClient(Endpoint(options, "queue"), new DefaultAzureCredential(), client);
    }

    private static BlobServiceClient MakeBlobs(StorageOptions options, BlobClientOptions client)
    {
        client.AddPolicy(new StorageAnswersOnly(), HttpPipelinePosition.PerRetry);
        return options.ConnectionString is { Length: > 0 } connection
            ? new BlobServiceClient(connection, client)
            : new BlobServiceClient(Endpoint(options, "blob"), new DefaultAzureCredential(), client);
    }

    private static Uri Endpoint(StorageOptions options, string kind) =>
        new($"https://{options.AccountName}.{kind}.core.windows.net");

    private static StorageOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<StorageOptions>>().Value;
}
