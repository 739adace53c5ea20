using Azure;
using Azure.Data.Tables;

namespace WhatSnap.Core.Storage;

/// <summary>Writes of rows that several may write at once.</summary>
internal static class TableWrites
{
    /// <summary>Puts a row in the place of a version that was read, or of none.</summary>
    /// <returns>False when somebody else wrote in between.</returns>
    public static async Task<bool> TryPutAsync(
        this TableClient table, TableEntity row, ETag? replaced, CancellationToken cancellationToken)
    {
        try
        {
            if (replaced is { } version) await table.UpdateEntityAsync(row, version, TableUpdateMode.Replace, cancellationToken);
            else await table.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Deletes the version of a row that was read; a row that is gone is fine.</summary>
    /// <returns>False when somebody else wrote in between.</returns>
    public static async Task<bool> TryDeleteAsync(
        this TableClient table, string partition, string row, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(partition, row, version, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return false;
        }
    }

    /// <summary>Writes some columns of the version of a row that was read, or a row where there was none.</summary>
    /// <returns>False when somebody else wrote in between.</returns>
    public static async Task<bool> TryMergeAsync(
        this TableClient table, TableEntity columns, ETag? version, CancellationToken cancellationToken)
    {
        try
        {
            if (version is { } read) await table.UpdateEntityAsync(columns, read, TableUpdateMode.Merge, cancellationToken);
            else await table.AddEntityAsync(columns, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}
