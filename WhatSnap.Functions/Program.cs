using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Functions;

using var host = AzureHost.Create(args).Build();
await host.Services.GetRequiredService<StorageSetup>().RunAsync(CancellationToken.None);
await host.RunAsync();
