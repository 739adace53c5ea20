using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Safety;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.WhatsApp;

namespace WhatSnap.Tests.Safety;

/// <summary>A location in New York, at seven in the morning, with a WhatsApp account that was connected just now.</summary>
internal sealed class SafetyStage : IAsyncDisposable
{
    private readonly List<(string? Text, DateTimeOffset At)> _left = [];

    private SafetyStage(SendStage sends)
    {
        Sends = sends;
        sends.Chats.Refuse = sent =>
        {
            lock (_left) _left.Add((sent.Text, sends.Product.Time.GetUtcNow()));
            return null;
        };
    }

    public SendStage Sends { get; }

    public TestProduct Product => Sends.Product;

    public WhatsAppStage WhatsApp => Sends.WhatsApp;

    public DateTimeOffset Now => Product.Time.GetUtcNow();

    /// <summary>When each message was given to WhatsApp.</summary>
    public IReadOnlyList<DateTimeOffset> Times => [.. _left.Select(one => one.At)];

    public IReadOnlyList<string?> Texts => [.. _left.Select(one => one.Text)];

    public string Path => $"api/accounts/{Sends.Key.AccountId}/safety";

    /// <param name="mode">The account's mode; null for its default, gentle.</param>
    /// <param name="configure">Changes the registrations.</param>
    public static async Task<SafetyStage> StartAsync(SafetyMode? mode = null, Action<IServiceCollection>? configure = null) =>
        new(await SendStage.StartAsync(configure, mode: mode));

    /// <summary>Changes the account's settings, and lets no host remember it as it was.</summary>
    public async Task SetAsync(Func<SafetySettings, SafetySettings> change)
    {
        await Product.Get<AccountTable>().UpdateAsync(Sends.Key, known => known with { Safety = change(known.Safety) }, CancellationToken.None);
        Product.Get<AccountDirectory>().Forget((await AccountAsync())!);
    }

    public Task<Account?> AccountAsync() => WhatsApp.AccountAsync(Sends.Key);

    /// <summary>A contact that wrote to the account, so long ago.</summary>
    public async Task<SimulatedContact> KnownAsync(int index, TimeSpan ago)
    {
        var contact = Sends.Contact(index);
        await WriteInAsync(contact, ago);
        return contact;
    }

    /// <summary>A contact writes to the account, or wrote so long ago.</summary>
    public Task WriteInAsync(SimulatedContact contact, TimeSpan ago = default) => Product.Get<KnownContacts>().SaveAsync(
        Product.LocationId,
        new KnownContact(contact.Id, contact.Tags, Sends.Key.AccountId) { AccountIds = [Sends.Key.AccountId], HasAllTags = true, LastWroteAt = Now - ago },
        CancellationToken.None);

    /// <summary>People write messages to contacts in GoHighLevel, and what is due in that minute is done.</summary>
    public async Task<IReadOnlyList<string>> WriteAsync(IEnumerable<SimulatedContact> contacts, Func<int, string>? text = null)
    {
        var ids = new List<string>();
        foreach (var (index, contact) in contacts.Index()) ids.Add(await Sends.WriteAsync(contact, text?.Invoke(index + 1) ?? $"text {index + 1}"));
        await Sends.RunAsync(TimeSpan.FromSeconds(30));
        return ids;
    }

    /// <summary>Moves the clock to a time, with all that is done on the way.</summary>
    public async Task GoToAsync(DateTimeOffset time)
    {
        await Sends.RunAsync(time - Now);
        if (Now < time) Product.Time.SetUtcNow(time);
        await Product.Queue.RunDueAsync();
        Assert.Empty(Product.Queue.Failures);
    }

    public async Task<SlotLedger> LedgerAsync() => (await Product.Get<SendBudgets>().ReadAsync(Sends.Key, CancellationToken.None)).Slots;

    /// <summary>What the list of messages shows of one: state, code and until when it waits.</summary>
    public async Task<(string State, string? Code, DateTimeOffset? Until)> ShownAsync(string messageId)
    {
        var reply = await WhatsApp.GetAsync($"api/messages/{messageId}");
        var problem = reply.Json.GetProperty("problem");
        var until = reply.Json.GetProperty("waitsUntil");
        return (
            reply.Text("state"), problem.ValueKind == System.Text.Json.JsonValueKind.Null ? null : problem.GetProperty("code").GetString(),
            until.ValueKind == System.Text.Json.JsonValueKind.Null ? null : until.GetDateTimeOffset());
    }

    /// <summary>Calls to the table of budgets are counted: reads, and writes.</summary>
    public static (TableHook Hook, Func<(int Reads, int Writes)> Count) Counted()
    {
        var (reads, writes, hook) = (0, 0, new TableHook());
        hook.OnCall = (request, _) =>
        {
            if (!request.Uri.ToString().Contains("/safety", StringComparison.Ordinal)) return Task.FromResult(false);
            if (request.Method == Azure.Core.RequestMethod.Get) Interlocked.Increment(ref reads);
            else Interlocked.Increment(ref writes);
            return Task.FromResult(false);
        };
        return (hook, () => (reads, writes));
    }

    public TableClient Table(string name) => Product.Get<TableServiceClient>().GetTableClient(name);

    public ValueTask DisposeAsync() => Sends.DisposeAsync();
}
