namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Makes ids that look like the vendor's: twenty letters and digits.</summary>
internal static class VendorId
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string New() => Random.Shared.GetString(Alphabet, 20);
}
