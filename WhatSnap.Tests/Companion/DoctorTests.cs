using Microsoft.Data.Sqlite;
using WhatSnap.Companion;
using WhatSnap.Companion.Health;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Companion;

public sealed class DoctorTests
{
    [Fact]
    public async Task All_is_well_where_all_is_there()
    {
        using var stage = new DoctorStage();

        Assert.Equal(0, await stage.RunAsync("doctor"));
        Assert.Equal("ok      Messages' database\nok      Sending by Messages\n", stage.Output);
    }

    [Fact]
    public async Task The_script_comes_by_standard_input_and_the_kind_of_account_as_an_argument()
    {
        using var stage = new DoctorStage();

        await stage.RunAsync("doctor");

        Assert.Equal(["- iMessage", "- SMS"], stage.Arguments);
        Assert.StartsWith("on run argv", stage.Script, StringComparison.Ordinal);
        Assert.DoesNotContain("send ", stage.Script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elsewhere_than_on_a_Mac_nothing_else_is_checked()
    {
        using var stage = new DoctorStage { IsMac = false };

        await FindsAsync(stage, Findings.NotMacOs);
        Assert.Empty(stage.Arguments);
    }

    [Fact]
    public async Task A_Mac_without_the_database_has_never_used_Messages()
    {
        using var stage = new DoctorStage();
        Directory.Delete(stage.Chats.Folder, recursive: true);

        await FindsAsync(stage, Findings.DatabaseMissing);
    }

    [Fact]
    public async Task A_database_that_is_there_and_can_not_be_opened_needs_full_disk_access()
    {
        using var stage = new DoctorStage();
        Directory.Delete(stage.Chats.Folder, recursive: true);
        Directory.CreateDirectory(stage.Chats.Folder);
        File.CreateSymbolicLink(stage.Chats.Path, stage.Chats.Path);

        await FindsAsync(stage, Findings.FullDiskAccess, "SQLite 14");
    }

    [Theory]
    [InlineData(14, "full_disk_access")]
    [InlineData(23, "full_disk_access")]
    [InlineData(5, "database_unreadable")]
    [InlineData(11, "database_unreadable")]
    [InlineData(26, "database_unreadable")]
    public void What_SQLite_says_tells_missing_access_from_other_troubles(int error, string code) =>
        Assert.Equal(code, CheckDatabase.FindingOf(new SqliteException("authorization denied", error)).Code);

    [Fact]
    public async Task A_file_that_is_no_database_can_not_be_read()
    {
        using var stage = new DoctorStage();
        Directory.Delete(stage.Chats.Folder, recursive: true);
        Directory.CreateDirectory(stage.Chats.Folder);
        await File.WriteAllTextAsync(stage.Chats.Path, new string('x', 5_000));

        await FindsAsync(stage, Findings.DatabaseUnreadable, "SQLite 26");
    }

    [Fact]
    public async Task A_schema_that_is_not_understood_is_named()
    {
        using var stage = new DoctorStage();
        stage.Chats.Run("ALTER TABLE message RENAME COLUMN date TO sent_at");

        await FindsAsync(stage, Findings.SchemaUnknown, "message.date");
    }

    [Fact]
    public async Task A_database_without_messages_means_that_nobody_has_signed_in()
    {
        using var stage = new DoctorStage();
        stage.Chats.Run("DELETE FROM message");

        await FindsAsync(stage, Findings.NoMessages);
    }

    [Fact]
    public async Task A_missing_osascript_is_told()
    {
        using var stage = new DoctorStage();
        stage.RemoveOsascript();

        await FindsAsync(stage, Findings.OsascriptMissing);
    }

    [Theory]
    [InlineData("Not authorized to send Apple events to Messages. (-1743)", "automation_denied")]
    [InlineData("Messages got an error: Can’t get account 1 whose service type = iMessage. Invalid index. (-1719)", "imessage_missing")]
    [InlineData("The variable found is not defined. (-2753)", "imessage_missing")]
    [InlineData("Messages got an error: Application isn’t running. (-600)", "messages_silent")]
    [InlineData("no number at all", "messages_silent")]
    public async Task An_error_of_AppleScript_is_told_in_plain_words(string error, string code)
    {
        using var stage = new DoctorStage();
        stage.Osascript($"cat > /dev/null; echo '123:140: execution error: {error}' >&2; exit 1");

        await FindsAsync(stage, Findings.All.Single(one => one.Code == code));
        Assert.DoesNotContain("execution error", stage.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1719)]
    [InlineData(-2753)]
    public async Task Without_an_SMS_account_text_message_forwarding_has_to_be_turned_on(int number)
    {
        using var stage = new DoctorStage();
        stage.Osascript($"cat > /dev/null; [ \"$2\" = iMessage ] && exit 0; echo 'execution error: nothing ({number})' >&2; exit 1");

        await FindsAsync(stage, Findings.SmsMissing);
        Assert.Contains("Text Message Forwarding", stage.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_read_its_input_is_understood_all_the_same()
    {
        using var stage = new DoctorStage();
        stage.Osascript("exec <&-; echo 'execution error: nothing (-1743)' >&2; exit 1");

        await FindsAsync(stage, Findings.AutomationDenied);
    }

    [Fact]
    public async Task Messages_that_never_answers_is_told_after_a_minute_and_what_was_started_is_ended()
    {
        using var stage = new DoctorStage();
        stage.Osascript("echo $$ > \"$0.started\"; exec sleep 600");

        var run = stage.RunAsync("doctor");
        while (!run.IsCompleted)
        {
            if (stage.IsStarted) stage.Time.Advance(Osascript.Limit);
            await Task.Yield();
        }

        Assert.Equal(Findings.MessagesSilent.ExitCode, await run);
    }

    [Fact]
    public async Task The_first_trouble_gives_the_exit_code_and_all_are_shown()
    {
        using var stage = new DoctorStage();
        stage.Chats.Run("DELETE FROM message");
        stage.RemoveOsascript();

        Assert.Equal(Findings.NoMessages.ExitCode, await stage.RunAsync("doctor"));
        Assert.Contains(Findings.NoMessages.NextAction, stage.Output, StringComparison.Ordinal);
        Assert.Contains(Findings.OsascriptMissing.NextAction, stage.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("help")]
    [InlineData("doctor", "now")]
    public async Task Other_words_are_answered_with_what_there_is(params string[] words)
    {
        using var stage = new DoctorStage();

        Assert.Equal(Commands.Misused, await stage.RunAsync(words));
        Assert.StartsWith("Usage:", stage.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_has_the_exit_codes_sentences_and_advice_of_the_code()
    {
        var listed = Documents.Rows("docs/companion.md").Where(cells => cells.Length == 4 && int.TryParse(cells[0], out _))
            .Select(cells => new Finding(int.Parse(cells[0]), cells[1].Trim('`'), cells[2], cells[3]));
        var others = Documents.Rows("docs/companion.md").Where(cells => cells.Length == 2 && int.TryParse(cells[0], out _));

        Assert.Equal(Findings.All, listed);
        Assert.Equal(Findings.All.Count, Findings.All.Select(one => one.ExitCode).Distinct().Count());
        Assert.Equal([0, Commands.Misused], others.Select(cells => int.Parse(cells[0])));
    }

    private static async Task FindsAsync(DoctorStage stage, Finding finding, string? detail = null)
    {
        Assert.Equal(finding.ExitCode, await stage.RunAsync("doctor"));

        Assert.Contains($"{finding.Sentence} ({finding.Code})", stage.Output, StringComparison.Ordinal);
        Assert.Contains(finding.NextAction, stage.Output, StringComparison.Ordinal);
        if (detail is not null) Assert.Contains($"[{detail}]", stage.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(DoctorStage.Words, stage.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("5005550101", stage.Output, StringComparison.Ordinal);
    }
}
