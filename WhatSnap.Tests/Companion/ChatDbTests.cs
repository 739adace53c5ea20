using Microsoft.Data.Sqlite;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Tests.Companion;

public sealed class ChatDbTests
{
    [Fact]
    public void Rows_that_stand_in_the_write_ahead_log_alone_are_read()
    {
        using var chats = new MacChats(MacSchemas.Tahoe);
        chats.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        chats.Add(new MacRow { Text = "Hello" });
        var inFile = File.ReadAllBytes(chats.Path);

        using var db = ChatDb.Open(chats.Path, chats.Home);

        Assert.False(inFile.AsSpan().IndexOf("Hello"u8) >= 0);
        Assert.Equal("Hello", Assert.Single(db.After(0, 10)).Text);
    }

    [Fact]
    public void The_data_version_changes_when_another_program_wrote_and_stays_while_none_did()
    {
        using var chats = new MacChats(MacSchemas.Tahoe);
        using var db = ChatDb.Open(chats.Path, chats.Home);
        var before = db.DataVersion();
        _ = db.After(0, 10);
        Assert.Equal(before, db.DataVersion());

        chats.Add(new MacRow { Text = "Hello" });

        Assert.NotEqual(before, db.DataVersion());
    }

    [Fact]
    public void A_message_that_stands_in_two_chats_is_one_row()
    {
        using var chats = new MacChats(MacSchemas.Tahoe);
        chats.Join(chats.Add(new MacRow { Text = "Hello" }), "+15005550102");
        using var db = ChatDb.Open(chats.Path, chats.Home);

        Assert.Single(db.After(0, 10));
    }

    [Fact]
    public void A_database_that_is_missing_is_not_made()
    {
        using var chats = new MacChats(MacSchemas.Old);

        Assert.Throws<SqliteException>(() => ChatDb.Open(chats.Path + "-other", chats.Home));

        Assert.False(File.Exists(chats.Path + "-other"));
    }

    [Fact]
    public void A_database_without_what_is_needed_is_refused_with_its_name()
    {
        using var chats = new MacChats([.. MacSchemas.Tahoe.Where(table => !table.StartsWith("handle", StringComparison.Ordinal))]);

        var refused = Assert.Throws<ChatSchemaException>(() => ChatDb.Open(chats.Path, chats.Home));

        Assert.Equal(["handle.id"], refused.Missing);
    }
}
