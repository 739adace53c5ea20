using System.Globalization;
using Microsoft.Data.Sqlite;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Companion.Health;

/// <summary>Checks that Messages' database can be read and is understood.</summary>
internal sealed class CheckDatabase(MacPlaces places)
{
    private const int CannotOpen = 14;

    private const int Denied = 23;

    public CheckResult Run()
    {
        try
        {
            using var db = ChatDb.Open(places.ChatDb, places.Home);
            return db.LastRowId() == 0 ? new CheckResult(Findings.NoMessages) : CheckResult.Well;
        }
        catch (ChatSchemaException unknown)
        {
            return new CheckResult(Findings.SchemaUnknown, string.Join(", ", unknown.Missing));
        }
        catch (SqliteException failed)
        {
            return new CheckResult(
                failed.SqliteErrorCode == CannotOpen && IsMissing() ? Findings.DatabaseMissing : FindingOf(failed),
                string.Create(CultureInfo.InvariantCulture, $"SQLite {failed.SqliteErrorCode}"));
        }
    }

    /// <summary>macOS lets a program without access see that a file is there, or not even that: only "not found" is proof that it is not.</summary>
    private bool IsMissing()
    {
        try
        {
            using var file = File.OpenHandle(places.ChatDb);
            return false;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception there) when (there is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    internal static Finding FindingOf(SqliteException failed) =>
        failed.SqliteErrorCode is CannotOpen or Denied ? Findings.FullDiskAccess : Findings.DatabaseUnreadable;
}
