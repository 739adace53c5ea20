namespace WhatSnap.Companion.Messages;

/// <summary>How far the messages of a Mac were taken.</summary>
/// <param name="RowId">The last row.</param>
/// <param name="Id">That row's id; another one in its place tells that the database was made anew. Null before the first row.</param>
/// <param name="Date">The newest date that was seen, never one in the future.</param>
public sealed record ChatCursor(long RowId, string? Id, DateTimeOffset Date);
