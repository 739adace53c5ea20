using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace WhatSnap.Core.Privacy;

/// <summary>One thing that is stored: a row of a table, or a blob.</summary>
public abstract record StoredItem
{
    private StoredItem()
    {
    }

    /// <summary>A row.</summary>
    /// <param name="Table">One of <see cref="Storage.TableNames"/>.</param>
    /// <param name="Entity">The row with all its columns.</param>
    public sealed record Row(string Table, TableEntity Entity) : StoredItem
    {
        /// <summary>True for what an erasure of the contact leaves, whole or in part: an opt-out has to hold, and its proof is kept.</summary>
        public bool IsKept { get; init; }

        public override string ToString() => $"row of {Table}";
    }

    /// <summary>A blob.</summary>
    /// <param name="Container">One of <see cref="Storage.ContainerNames"/>.</param>
    /// <param name="Name">Its name.</param>
    public sealed record Blob(string Container, string Name) : StoredItem
    {
        public override string ToString() => $"blob of {Container}";
    }

    /// <summary>Whose data is meant: all of a location, or what is about one sender or contact in it.</summary>
    /// <param name="LocationId">The location.</param>
    /// <param name="ContactId">GoHighLevel's contact; null for none.</param>
    /// <param name="Lane">The lane of a sender who need not be a contact; null for none.</param>
    public sealed record Owner(string LocationId, string? ContactId, string? Lane)
    {
        /// <summary>True for all of a location.</summary>
        public bool IsLocation => ContactId is null && Lane is null;
    }

    /// <summary>Writes the item as one object; what is sealed is not opened.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="content">What a blob holds.</param>
    internal void WriteTo(Utf8JsonWriter json, BinaryData? content)
    {
        json.WriteStartObject();
        if (this is Row row)
        {
            json.WriteString("table", row.Table);
            json.WriteString("partitionKey", row.Entity.PartitionKey);
            json.WriteString("rowKey", row.Entity.RowKey);
            foreach (var (name, value) in row.Entity.Where(cell => !IsKey(cell.Key))) WriteCell(json, name, value);
        }
        else if (this is Blob blob)
        {
            json.WriteString("container", blob.Container);
            json.WriteString("name", blob.Name);
            json.WriteBase64String("content", content is null ? [] : content.ToMemory().Span);
        }

        json.WriteEndObject();
    }

    private static bool IsKey(string name) => name is "PartitionKey" or "RowKey" or "odata.etag" or "Timestamp";

    private static void WriteCell(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            case DateTimeOffset time:
                json.WriteString(name, time);
                break;
            case byte[] bytes:
                json.WriteBase64String(name, bytes);
                break;
            default:
                json.WriteString(name, $"{value}");
                break;
        }
    }
}
