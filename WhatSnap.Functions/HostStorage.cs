namespace WhatSnap.Functions;

/// <summary>
/// The connection that the queue triggers use. The host looks for <c>AzureWebJobsStorage</c> first under this name, then for
/// <c>Storage</c>: both have to say the account of the product's own storage settings.
/// </summary>
internal static class HostStorage
{
    public const string Connection = "Storage";
}
