using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.Storage;

/// <summary>Where tables, queues and blobs live: a connection string (Azurite), or an account name reached by managed identity.</summary>
public sealed partial class StorageOptions : IValidatableObject
{
    public const string Section = "Storage";

    /// <summary>Connection string of a storage account or of Azurite; wins over <see cref="AccountName"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Name of the storage account that the host's managed identity may use.</summary>
    public string? AccountName { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(ConnectionString) && string.IsNullOrWhiteSpace(AccountName))
        {
            yield return new ValidationResult(
                "Set Storage__ConnectionString (Azurite or an account key) or Storage__AccountName (managed identity).",
                [nameof(ConnectionString), nameof(AccountName)]);
        }

        if (!string.IsNullOrWhiteSpace(ConnectionString) && !IsConnectionString(ConnectionString))
        {
            yield return new ValidationResult(
                "Storage__ConnectionString is not the connection string of a storage account.", [nameof(ConnectionString)]);
        }

        if (!string.IsNullOrWhiteSpace(AccountName) && !AccountNameForm().IsMatch(AccountName))
        {
            yield return new ValidationResult(
                "Storage__AccountName is 3 to 24 lower-case letters and digits.", [nameof(AccountName)]);
        }
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            _ = new TableServiceClient(text);
            _ = new QueueServiceClient(text);
            _ = new BlobServiceClient(text);
            return true;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[a-z0-9]{3,24}\z")]
    private static partial Regex AccountNameForm();
}

[OptionsValidator]
internal sealed partial class ValidateStorageOptions : IValidateOptions<StorageOptions>;
