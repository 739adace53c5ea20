using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.World;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.WhatsApp;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>A linked account.</summary>
internal sealed record LinkedAccount(string Id, string Name, string Number, string Tag)
{
    public string Session => $"wa-{Id}";
}

/// <summary>Somebody who writes to an account.</summary>
/// <param name="Phone">The number, with a plus.</param>
/// <param name="Name">The name on WhatsApp.</param>
/// <param name="Account">Where this customer writes to.</param>
/// <param name="HidesNumber">WhatsApp names this customer by LID alone.</param>
internal sealed record Customer(string Phone, string Name, LinkedAccount Account, bool HidesNumber)
{
    public string Digits => Phone[1..];

    /// <summary>The contact in GoHighLevel that was there before; null for one who becomes a contact by writing.</summary>
    public RunContact? Contact { get; init; }
}

/// <summary>
/// The customers: of four one is named by LID and number, and one by LID alone. The others and the one with both names are contacts
/// already, with their account's tag, and get answers; who is named by LID alone becomes a contact by writing.
/// </summary>
internal static class People
{
    public static async Task<IReadOnlyList<Customer>> MakeAsync(
        BenchWorld world, WhatsAppProcess whatsapp, IReadOnlyList<LinkedAccount> accounts, ChaosOptions options, CancellationToken cancellationToken,
        int firstNumber = 0)
    {
        var crm = world.GoHighLevel.World;
        var front = world.Product.GetRequiredService<IOptions<PublicAddressOptions>>().Value;
        crm.App = crm.App with { DeliveryUrl = new Uri(front.Absolute(Routes.GoHighLevelOutbound)) };
        List<Customer> customers = [];
        for (var index = 0; index < options.Senders; index++)
        {
            var account = accounts[index / 4 % accounts.Count];
            var customer = new Customer(TextMaker.NumberOf(firstNumber + index), $"Customer {index}", account, index % 4 == 3);
            await whatsapp.CallAsync(
                HttpMethod.Post, "/contacts",
                new JsonObject
                {
                    ["number"] = customer.Digits,
                    ["name"] = customer.Name,
                    ["addressing"] = index % 4 >= 2 ? "lid" : "pn",
                    ["tellsBothNames"] = !customer.HidesNumber,
                },
                cancellationToken);
            customers.Add(customer.HidesNumber ? customer : customer with
            {
                Contact = new RunContact(
                    crm.SeedContact(DemoAccount.LocationId, customer.Phone, null, account.Tag).Id, customer.Phone, account.Number),
            });
        }

        return customers;
    }
}
