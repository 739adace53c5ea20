using Azure.Data.Tables;

namespace WhatSnap.Core.Consent;

/// <summary>How the ledger's rows look.</summary>
internal static class ConsentRows
{
    private const char Separator = ',';

    public static TableEntity OfEntry(string key, ConsentEntry entry) => new(entry.LocationId, key)
    {
        ["ContactId"] = entry.ContactId,
        ["IsStop"] = entry.IsStop,
        ["At"] = entry.At,
        ["Evidence"] = entry.Evidence.Code,
        ["SourceId"] = entry.SourceId,
        ["Detail"] = entry.Detail,
        ["AccountId"] = entry.AccountId,
        ["MessageId"] = entry.MessageId,
        ["UserId"] = entry.UserId,
    };

    public static TableEntity OfState(string key, ConsentState state)
    {
        var row = OfEntry(key, state.Entry);
        row["Version"] = state.Version;
        row["ToldVersion"] = state.ToldVersion;
        row["QueuedVersion"] = state.QueuedVersion;
        row["SetByUs"] = string.Join(Separator, state.SetByUs);
        return row;
    }

    public static ConsentEntry ReadEntry(TableEntity row) => new(
        row.PartitionKey, row.GetString("ContactId"), row.GetBoolean("IsStop") ?? false, row.GetDateTimeOffset("At")!.Value,
        EvidenceKinds.Of(row.GetString("Evidence")), row.GetString("SourceId"))
    {
        Detail = row.GetString("Detail"),
        AccountId = row.GetString("AccountId"),
        MessageId = row.GetString("MessageId"),
        UserId = row.GetString("UserId"),
    };

    public static ConsentState ReadState(TableEntity row) => new(ReadEntry(row), row.GetInt32("Version") ?? 0)
    {
        ToldVersion = row.GetInt32("ToldVersion") ?? 0,
        QueuedVersion = row.GetInt32("QueuedVersion") ?? 0,
        SetByUs = (row.GetString("SetByUs") ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries),
        ETag = row.ETag,
    };
}
