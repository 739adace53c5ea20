namespace WhatSnap.Local.Demo;

/// <summary>Settings of the local host alone.</summary>
public sealed class LocalOptions
{
    public const string Section = "Local";

    /// <summary>Folder of local data (Azurite's files, the local key); relative to the checkout.</summary>
    public string DataFolder { get; set; } = ".whatsnap";

    /// <summary>First of three ports for Azurite: blobs, queues, tables.</summary>
    public int AzuritePort { get; set; } = 7310;

    /// <summary>Port of the simulated GoHighLevel.</summary>
    public int GoHighLevelPort { get; set; } = 7301;

    /// <summary>Port of the simulated Twilio.</summary>
    public int TwilioPort { get; set; } = 7302;
}
