using Azure.Data.Tables;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>The table of accounts, and of the random webhook keys that name them.</summary>
public sealed class AccountTable(TableServiceClient tables, SecretBox secrets)
{
    private const string HookRow = "account";
    private const char TokenSeparator = '\n';
    private readonly TableClient _accounts = tables.GetTableClient(TableNames.Accounts);
    private readonly TableClient _hooks = tables.GetTableClient(TableNames.Hooks);

    /// <summary>Saves an account; its tokens are sealed for its row.</summary>
    public async Task SaveAsync(Account account, CancellationToken cancellationToken)
    {
        var row = new TableEntity(account.LocationId, account.AccountId)
        {
            ["Name"] = account.Name,
            ["Tag"] = account.Tag,
            ["Platform"] = account.Platform.ToString(),
            ["Number"] = account.Number.ToString(),
            ["StateCode"] = account.StateCode,
        };
        if (account.Twilio is { } twilio)
        {
            row["TwilioAccountSid"] = twilio.AccountSid;
            row["TwilioHookUrl"] = twilio.HookUrl;
            row["TwilioTokens"] = secrets.Seal(
                string.Join(TokenSeparator, twilio.AuthTokens.Select(token => token.Reveal())), RowName(account));
        }

        await _accounts.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public async Task<Account?> FindAsync(string locationId, string accountId, CancellationToken cancellationToken)
    {
        var row = await _accounts.GetEntityIfExistsAsync<TableEntity>(
            locationId, accountId, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Lets a webhook key name an account.</summary>
    public Task SaveHookAsync(string key, Account account, CancellationToken cancellationToken) =>
        _hooks.UpsertEntityAsync(
            new TableEntity(key, HookRow) { ["LocationId"] = account.LocationId, ["AccountId"] = account.AccountId },
            TableUpdateMode.Replace, cancellationToken);

    /// <summary>The account that a webhook key names; it identifies only, the signature authenticates.</summary>
    public async Task<Account?> FindByHookAsync(string key, CancellationToken cancellationToken)
    {
        var row = await _hooks.GetEntityIfExistsAsync<TableEntity>(key, HookRow, cancellationToken: cancellationToken);
        return row.HasValue
            ? await FindAsync(row.Value!.GetString("LocationId"), row.Value.GetString("AccountId"), cancellationToken)
            : null;
    }

    private Account Read(TableEntity row)
    {
        _ = PhoneNumber.TryParse(row.GetString("Number"), out var number);
        var account = new Account(
            row.PartitionKey, row.RowKey, row.GetString("Name"), row.GetString("Tag"),
            Enum.Parse<Platform>(row.GetString("Platform")), number, null)
        {
            StateCode = row.GetString("StateCode") ?? "active",
        };
        if (row.GetString("TwilioAccountSid") is not { } sid) return account;

        var tokens = secrets.Open(row.GetString("TwilioTokens"), RowName(account)).Split(TokenSeparator);
        return account with
        {
            Twilio = new TwilioCredentials(
                sid, [.. tokens.Select(token => new Secret(token))], row.GetString("TwilioHookUrl")),
        };
    }

    private static string RowName(Account account) => $"{TableNames.Accounts}/{account.LocationId}/{account.AccountId}";
}
