using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Hosting;
using WhatSnap.Local.Simulators.Mac;

if (args is ["mac", .. var words])
{
    Environment.ExitCode = await MacConsole.RunAsync(words, new ConfigurationBuilder().AddEnvironmentVariables().Build(), Console.In, Console.Out);
    return;
}

var builder = WebApplication.CreateBuilder(args);
await using var world = await DemoWorld.StartAsync(builder.Configuration, Console.Out, CancellationToken.None);
builder.Configuration.AddInMemoryCollection(world.Settings);
if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls(DemoWorld.PublicBaseUrl);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.AddLocalHost();
builder.Services.AddTransient<DemoAccount>();

await using var app = builder.Build();
app.MapWhatSnap();
app.MapPlayground(world);
await app.Services.GetRequiredService<StorageSetup>().RunAsync(CancellationToken.None);
await app.StartAsync();
if (world is { GoHighLevel: { } crm, Twilio: { } twilio })
{
    await app.Services.GetRequiredService<DemoAccount>().SeedAsync(CancellationToken.None);
    Console.WriteLine($"""

        WhatSnap is running with one simulated location and one Twilio number, {DemoAccount.Number}.

          Open  {DemoWorld.PublicBaseUrl}/app/  the dashboard: accounts to add and to look after, and a playground
          Open  {new Uri(crm.Address, "custom-page")}  the same in a frame of GoHighLevel, for an agency
          Open  {twilio.Address}  a customer's phone: write a text to {DemoAccount.Number}
          Open  {crm.Address}  GoHighLevel: see it become a contact and a message, and answer it
          Open  {world.Phone?.Address.ToString() ?? "(WhatsApp is off or real)"}  a phone with WhatsApp, to scan the code of an account with
          Open  {DemoWorld.PublicBaseUrl}/{Routes.Install}  to install WhatSnap in another location

        Ctrl+C stops everything.
        """);
}

await app.WaitForShutdownAsync();
