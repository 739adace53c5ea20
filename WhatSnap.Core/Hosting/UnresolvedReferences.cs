using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.Hosting;

/// <summary>
/// Refuses settings that are still the text of a Key Vault reference: Azure hands that text on when it can't read the vault,
/// and a secret with it would be one that anybody can read in the documentation.
/// </summary>
internal static class UnresolvedReferences
{
    private const string Start = "@Microsoft.KeyVault(";

    /// <summary>Refuses to start while one of the section's settings is such a text, and names it.</summary>
    public static OptionsBuilder<TOptions> RefuseUnresolved<TOptions>(this OptionsBuilder<TOptions> options, string section)
        where TOptions : class
    {
        options.Services.AddSingleton<IValidateOptions<TOptions>>(
            provider => new Validator<TOptions>(provider.GetRequiredService<IConfiguration>().GetSection(section)));
        return options;
    }

    private sealed class Validator<TOptions>(IConfigurationSection section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var unresolved = section.AsEnumerable()
                .Where(setting => setting.Value?.TrimStart().StartsWith(Start, StringComparison.OrdinalIgnoreCase) == true)
                .Select(setting => $"{setting.Key.Replace(":", "__", StringComparison.Ordinal)} is an unresolved Key Vault reference: "
                    + "check the vault's address, the secret's name and that the app's identity may read it.")
                .ToList();
            return unresolved.Count > 0 ? ValidateOptionsResult.Fail(unresolved) : ValidateOptionsResult.Success;
        }
    }
}
