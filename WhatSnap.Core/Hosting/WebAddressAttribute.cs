using System.ComponentModel.DataAnnotations;

namespace WhatSnap.Core.Hosting;

/// <summary>The setting is an absolute http or https address without credentials, query or fragment.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebAddressAttribute() : ValidationAttribute(
    "{0} is an absolute address such as https://example.com, without query or fragment.")
{
    public override bool IsValid(object? value) => value is null or Uri
    {
        IsAbsoluteUri: true, Scheme: "https" or "http", UserInfo: "", Query: "", Fragment: "",
    };
}
