namespace WhatSnap.Tests.Simulators;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Contract(string path) => Path.Combine(Root, "contracts", path);

    /// <summary>The vendors' whole documents, where they are kept beside the repository; null elsewhere.</summary>
    public static string? VendorDocuments { get; } = Existing(Path.Combine(Root, "..", "shared", "reference", "data"));

    private static string? Existing(string folder) => Directory.Exists(folder) ? folder : null;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WhatSnap.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("No folder above the tests holds WhatSnap.sln.");
    }
}
