using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Safety;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>Writes an account as a table row and reads it; secrets are sealed for that row.</summary>
internal static class AccountRow
{
    private const char Separator = '\n';

    /// <summary>The columns that hold sealed text.</summary>
    public static readonly IReadOnlyList<string> Sealed = ["WhatsAppSessionKey", "TwilioTokens", "TwilioSavedRoute", "TwilioTriedToken"];

    public static TableEntity Write(Account account, SecretBox secrets)
    {
        var row = new TableEntity(account.LocationId, account.AccountId)
        {
            ["Name"] = account.Name,
            ["Tag"] = account.Tag,
            ["FormerTag"] = account.FormerTag,
            ["MadeTag"] = account.MadeTag,
            ["TagMode"] = account.TagMode.ToString(),
            ["Platform"] = account.Platform.ToString(),
            ["Number"] = account.Number?.ToString(),
            ["StateCode"] = account.StateCode,
            ["StateSince"] = account.StateSince,
            ["StateBefore"] = account.StateBefore,
            ["AfterAttempt"] = account.AfterAttempt,
            ["PendingUntil"] = account.PendingUntil,
            ["AssignedUsers"] = string.Join(Separator, account.Assignment.UserIds),
            ["SimulatesTyping"] = account.SimulatesTyping,
            ["TakesGroups"] = account.TakesGroups,
            ["Safety"] = account.Safety == SafetySettings.None ? null : JsonSerializer.Serialize(account.Safety, AccountJson.Default.SafetySettings),
            ["Forwarding"] = account.Forwarding == ForwardingRules.Careful ? null : JsonSerializer.Serialize(account.Forwarding, AccountJson.Default.ForwardingRules),
            ["AssignsExisting"] = account.Assignment.IncludesExisting,
            ["CreatedAt"] = account.CreatedAt == default ? null : account.CreatedAt,
            ["ConnectedAt"] = account.ConnectedAt,
            ["ReconciledUntil"] = account.ReconciledUntil,
        };
        if (account.WhatsApp is not null || account.Twilio is not null || account.Platform == Platform.Device)
        {
            row["WhatsAppHealth"] = account.Health is { } health ? JsonSerializer.Serialize(health, AccountJson.Default.LinkHealth) : null;
        }

        if (account.WhatsApp is { } link)
        {
            row["WhatsAppSession"] = link.Session;
            row["WhatsAppHookKey"] = link.HookKey;
            row["WhatsAppSessionKey"] = link.SessionKey is { } key ? secrets.Seal(key.Reveal(), NameOf(account)) : null;
        }

        if (account.Twilio is not { } twilio) return row;

        row["TwilioAccountSid"] = twilio.AccountSid;
        row["TwilioHookUrl"] = twilio.HookUrl;
        row["TwilioTokens"] = secrets.Seal(
            string.Join(Separator, twilio.AuthTokens.Select(token => token.Reveal())), NameOf(account));

        // The addresses of somebody else's route may hold secrets.
        row["TwilioSavedRoute"] = twilio.SavedRoute is { } route
            ? secrets.Seal(JsonSerializer.Serialize(route, AccountJson.Default.TwilioRoute), NameOf(account))
            : null;
        row["TwilioTriedToken"] = twilio.TriedToken is { } tried ? secrets.Seal(tried.Reveal(), NameOf(account)) : null;
        return row;
    }

    public static Account Read(TableEntity row, SecretBox secrets)
    {
        PhoneNumber? own = PhoneNumber.TryParse(row.GetString("Number"), out var number) ? number : null;
        var users = (row.GetString("AssignedUsers") ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries);
        var account = new Account(
            row.PartitionKey, row.RowKey, row.GetString("Name"), row.GetString("Tag"),
            Enum.Parse<Platform>(row.GetString("Platform")), own, null)
        {
            FormerTag = row.GetString("FormerTag"),
            MadeTag = row.GetBoolean("MadeTag") ?? false,
            TagMode = Enum.Parse<TagMode>(row.GetString("TagMode") ?? nameof(TagMode.Add)),
            StateCode = row.GetString("StateCode") ?? AccountStates.Active.Code,
            StateSince = row.GetDateTimeOffset("StateSince"),
            StateBefore = row.GetString("StateBefore"),
            AfterAttempt = row.GetString("AfterAttempt"),
            PendingUntil = row.GetDateTimeOffset("PendingUntil"),
            Assignment = new Assignment(users, row.GetBoolean("AssignsExisting") ?? false),
            SimulatesTyping = row.GetBoolean("SimulatesTyping") ?? true,
            TakesGroups = row.GetBoolean("TakesGroups") ?? false,
            Safety = row.GetString("Safety") is { } safety ? JsonSerializer.Deserialize(safety, AccountJson.Default.SafetySettings)! : SafetySettings.None,
            Forwarding = row.GetString("Forwarding") is { } rules ? JsonSerializer.Deserialize(rules, AccountJson.Default.ForwardingRules)! : ForwardingRules.Careful,
            CreatedAt = row.GetDateTimeOffset("CreatedAt") ?? default,
            ConnectedAt = row.GetDateTimeOffset("ConnectedAt"),
            ReconciledUntil = row.GetDateTimeOffset("ReconciledUntil"),
            ETag = row.ETag,
        };
        var health = row.GetString("WhatsAppHealth") is { } text ? JsonSerializer.Deserialize(text, AccountJson.Default.LinkHealth) : null;
        if (row.GetString("WhatsAppSession") is { } session) return account with { WhatsApp = ReadWhatsApp(row, session, account, secrets), Health = health };
        return row.GetString("TwilioAccountSid") is { } sid ? account with { Twilio = ReadTwilio(row, sid, account, secrets), Health = health } : account with { Health = health };
    }

    private static WhatsAppLink ReadWhatsApp(TableEntity row, string session, Account account, SecretBox secrets) => new(
        session, row.GetString("WhatsAppHookKey"),
        row.GetString("WhatsAppSessionKey") is { } key ? new Secret(secrets.Open(key, NameOf(account))) : null);

    private static TwilioCredentials ReadTwilio(TableEntity row, string sid, Account account, SecretBox secrets)
    {
        var tokens = secrets.Open(row.GetString("TwilioTokens"), NameOf(account)).Split(Separator);
        return new TwilioCredentials(sid, [.. tokens.Select(token => new Secret(token))], row.GetString("TwilioHookUrl"))
        {
            SavedRoute = row.GetString("TwilioSavedRoute") is { } route
                ? JsonSerializer.Deserialize(secrets.Open(route, NameOf(account)), AccountJson.Default.TwilioRoute)
                : null,
            TriedToken = row.GetString("TwilioTriedToken") is { } tried ? new Secret(secrets.Open(tried, NameOf(account))) : null,
        };
    }

    private static string NameOf(Account account) => $"{TableNames.Accounts}/{account.LocationId}/{account.AccountId}";
}

[JsonSerializable(typeof(TwilioRoute))]
[JsonSerializable(typeof(LinkHealth))]
[JsonSerializable(typeof(SafetySettings))]
[JsonSerializable(typeof(ForwardingRules))]
internal sealed partial class AccountJson : JsonSerializerContext;
