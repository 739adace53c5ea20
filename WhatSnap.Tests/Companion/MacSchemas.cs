namespace WhatSnap.Tests.Companion;

/// <summary>The tables of Messages, as far as a message goes, in an old version and in that of macOS 26.</summary>
internal static class MacSchemas
{
    private const string Joins = "chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id))";

    private const string Files = "message_attachment_join (message_id INTEGER, attachment_id INTEGER, UNIQUE (message_id, attachment_id))";

    /// <summary>Without reactions, edits, previews of links, hidden attachments and own addresses.</summary>
    public static string[] Old =>
    [
        """
        message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, handle_id INTEGER DEFAULT 0,
            attributedBody BLOB, service TEXT, account TEXT, error INTEGER DEFAULT 0, date INTEGER, date_read INTEGER,
            date_delivered INTEGER, is_from_me INTEGER DEFAULT 0, cache_has_attachments INTEGER DEFAULT 0)
        """,
        "handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, service TEXT NOT NULL)",
        "chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, chat_identifier TEXT)",
        "attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, filename TEXT, mime_type TEXT, transfer_name TEXT, total_bytes INTEGER DEFAULT 0)",
        Joins, Files,
    ];

    public static string[] Tahoe =>
    [
        """
        message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, handle_id INTEGER DEFAULT 0,
            attributedBody BLOB, service TEXT, account TEXT, error INTEGER DEFAULT 0, date INTEGER, date_read INTEGER,
            date_delivered INTEGER, is_from_me INTEGER DEFAULT 0, cache_has_attachments INTEGER DEFAULT 0, cache_roomnames TEXT,
            item_type INTEGER DEFAULT 0, group_action_type INTEGER DEFAULT 0, associated_message_guid TEXT,
            associated_message_type INTEGER DEFAULT 0, associated_message_emoji TEXT, balloon_bundle_id TEXT, payload_data BLOB,
            message_summary_info BLOB, destination_caller_id TEXT, thread_originator_guid TEXT, date_retracted INTEGER DEFAULT 0,
            date_edited INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0, is_delivered INTEGER DEFAULT 0, was_downgraded INTEGER DEFAULT 0,
            is_spam INTEGER DEFAULT 0, schedule_type INTEGER DEFAULT 0, ck_chat_id TEXT)
        """,
        "handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, person_centric_id TEXT)",
        """
        chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, chat_identifier TEXT, service_name TEXT,
            display_name TEXT, account_login TEXT, last_addressed_handle TEXT, is_filtered INTEGER DEFAULT 0)
        """,
        """
        attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, filename TEXT, mime_type TEXT, uti TEXT,
            transfer_name TEXT, transfer_state INTEGER DEFAULT 0, total_bytes INTEGER DEFAULT 0, is_sticker INTEGER DEFAULT 0,
            hide_attachment INTEGER DEFAULT 0)
        """,
        Joins, Files,
    ];
}
