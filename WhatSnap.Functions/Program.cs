using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddWhatSnap();

using var host = builder.Build();
await host.Services.GetRequiredService<StorageSetup>().RunAsync(CancellationToken.None);
await host.RunAsync();
