using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.Storage;

/// <summary>Where tables, queues and blobs live: a connection string (Azurite), or an account name reached by managed identity.</summary>
public sealed class StorageOptions : IValidatableObject
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
    }
}

[OptionsValidator]
internal sealed partial class ValidateStorageOptions : IValidateOptions<StorageOptions>;
