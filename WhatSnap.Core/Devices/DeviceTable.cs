using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>
/// The table of devices, a partition per location, and beside it a table that finds a device by its id alone, as a token names it.
/// The row of the device decides: a token whose device has no row opens nothing.
/// </summary>
public sealed class DeviceTable(TableServiceClient tables, SecretBox secrets)
{
    internal const string IndexRow = "device";
    private const char Separator = '~';
    private const string SmsGateKeys = "SmsGateKeys";
    private const string TestedAt = "TestedAt";

    /// <summary>Where it stood while only phones with SMSGate were tried out.</summary>
    private const string EarlierTestedAt = "SmsGateTestedAt";
    private readonly TableClient _devices = tables.GetTableClient(TableNames.Devices);
    private readonly TableClient _keys = tables.GetTableClient(TableNames.DeviceKeys);

    /// <summary>The device with an id; null when nobody is known by it.</summary>
    public async Task<Device?> FindAsync(string deviceId, CancellationToken cancellationToken)
    {
        var index = await _keys.GetEntityIfExistsAsync<TableEntity>(deviceId, IndexRow, cancellationToken: cancellationToken);
        return index.HasValue
            ? await FindAsync(new AccountKey(index.Value!.GetString("LocationId"), index.Value.GetString("AccountId")), deviceId, cancellationToken)
            : null;
    }

    public async Task<Device?> FindAsync(AccountKey account, string deviceId, CancellationToken cancellationToken)
    {
        var row = await _devices.GetEntityIfExistsAsync<TableEntity>(account.LocationId, RowKeyOf(account.AccountId, deviceId), cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>The devices of an account, the newest first: the one that serves it, and one that is just being paired.</summary>
    public async Task<IReadOnlyList<Device>> ListAsync(AccountKey account, CancellationToken cancellationToken) =>
        [.. (await ListAsync(account.LocationId, cancellationToken)).Where(device => device.AccountId == account.AccountId)];

    /// <summary>The devices of a location, the newest first.</summary>
    public async Task<IReadOnlyList<Device>> ListAsync(string locationId, CancellationToken cancellationToken)
    {
        var found = new List<Device>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {locationId}");
        await foreach (var row in _devices.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (!DeviceCodes.IsCode(row.RowKey)) found.Add(Read(row));
        }

        return [.. found.OrderByDescending(device => device.PairedAt).ThenBy(device => device.DeviceId)];
    }

    /// <summary>Adds a device that was just paired.</summary>
    public async Task AddAsync(Device device, CancellationToken cancellationToken)
    {
        // The index first: alone it leads to no device, and is overwritten by nobody.
        await _keys.UpsertEntityAsync(
            new TableEntity(device.DeviceId, IndexRow) { ["LocationId"] = device.LocationId, ["AccountId"] = device.AccountId },
            TableUpdateMode.Replace, cancellationToken);
        await _devices.AddEntityAsync(Write(device), cancellationToken);
    }

    /// <summary>Changes a device; when somebody else wrote in between, the change is made again on what they wrote.</summary>
    /// <param name="known">The device as it was read.</param>
    /// <param name="change">Gives the device as it shall be, or null to leave it.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The device as it is now; null when it is gone.</returns>
    public async Task<Device?> UpdateAsync(Device known, Func<Device, Device?> change, CancellationToken cancellationToken)
    {
        for (var device = known; device is not null; device = await FindAsync(known.Account, known.DeviceId, cancellationToken))
        {
            if (change(device) is not { } changed) return device;
            try
            {
                var written = await _devices.UpdateEntityAsync(Write(changed), device.ETag, TableUpdateMode.Replace, cancellationToken);
                return changed with { ETag = written.Headers.ETag ?? default };
            }
            catch (RequestFailedException other) when (other.Status is 404 or 412)
            {
                // Read and changed anew.
            }
        }

        return null;
    }

    /// <summary>Forgets a device, whose token opens nothing from then on; repeating it changes nothing.</summary>
    public async Task RemoveAsync(Device device, CancellationToken cancellationToken)
    {
        await _devices.DeleteEntityAsync(device.LocationId, RowKeyOf(device.AccountId, device.DeviceId), ETag.All, cancellationToken);
        await _keys.DeleteEntityAsync(device.DeviceId, IndexRow, ETag.All, cancellationToken);
    }

    /// <summary>The ids of the devices whose row holds keys that an older key sealed.</summary>
    public async IAsyncEnumerable<string> ListSealedBeforeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _devices.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (secrets.IsOlder(row.GetString(SmsGateKeys))) yield return row.RowKey[(row.RowKey.IndexOf(Separator, StringComparison.Ordinal) + 1)..];
        }
    }

    /// <summary>Seals a device's keys with the current key.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The row can't be opened.</exception>
    public async Task ResealAsync(string deviceId, CancellationToken cancellationToken)
    {
        if (await FindAsync(deviceId, cancellationToken) is { } device) await UpdateAsync(device, known => known, cancellationToken);
    }

    private static string RowKeyOf(string accountId, string deviceId) => $"{accountId}{Separator}{deviceId}";

    private TableEntity Write(Device device) => new(device.LocationId, RowKeyOf(device.AccountId, device.DeviceId))
    {
        ["Platform"] = DevicePlatforms.NameOf(device.Platform),
        ["Name"] = device.Name,
        ["Stage"] = device.Stage.ToString(),
        ["AppVersion"] = device.AppVersion,
        ["OsVersion"] = device.OsVersion,
        ["PairedAt"] = device.PairedAt,
        ["SeenAt"] = device.SeenAt,
        ["ReportedAt"] = device.ReportedAt,
        ["Report"] = JsonSerializer.Serialize(device.Report, DeviceRowJson.Default.DeviceReport),
        ["OwnNumber"] = device.OwnNumber?.ToString(),
        ["TokenHash"] = device.TokenHash,
        ["NextTokenHash"] = device.NextTokenHash,
        [SmsGateKeys] = device.SmsGate is { } link ? secrets.Seal(link.Keys, NameOf(device.LocationId, RowKeyOf(device.AccountId, device.DeviceId))) : null,
        [TestedAt] = device.TestedAt,
        ["SmsGateWrongKeyAt"] = device.SmsGate?.WrongKeyAt,
    };

    private Device Read(TableEntity row)
    {
        var ids = row.RowKey.Split(Separator);
        return new Device(row.PartitionKey, ids[0], ids[1], DevicePlatforms.Find(row.GetString("Platform"))!.Value, row.GetString("Name"))
        {
            Stage = Enum.Parse<DeviceStage>(row.GetString("Stage")),
            AppVersion = row.GetString("AppVersion"),
            OsVersion = row.GetString("OsVersion"),
            PairedAt = row.GetDateTimeOffset("PairedAt")!.Value,
            SeenAt = row.GetDateTimeOffset("SeenAt")!.Value,
            ReportedAt = row.GetDateTimeOffset("ReportedAt"),
            Report = JsonSerializer.Deserialize(row.GetString("Report"), DeviceRowJson.Default.DeviceReport)!,
            OwnNumber = PhoneNumber.TryParse(row.GetString("OwnNumber"), out var number) ? number : null,
            TokenHash = row.GetString("TokenHash"),
            NextTokenHash = row.GetString("NextTokenHash"),
            TestedAt = row.GetDateTimeOffset(TestedAt) ?? row.GetDateTimeOffset(EarlierTestedAt),
            SmsGate = row.GetString(SmsGateKeys) is not { } keys ? null : SmsGateLink.Of(secrets.Open(keys, NameOf(row.PartitionKey, row.RowKey))) with
            {
                WrongKeyAt = row.GetDateTimeOffset("SmsGateWrongKeyAt"),
            },
            ETag = row.ETag,
        };
    }

    private static string NameOf(string partition, string row) => $"{TableNames.Devices}/{partition}/{row}";
}

[JsonSerializable(typeof(DeviceReport))]
internal sealed partial class DeviceRowJson : JsonSerializerContext;
