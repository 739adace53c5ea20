using System.Globalization;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The lists of the API: filters, pages and links to the next page.</summary>
internal static class TwilioLists
{
    private const int UsualPage = 50;
    private const int LargestPage = 1000;
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly (string Name, bool IsStart, bool IsEnd)[] DateParameters =
        [("DateSent", true, true), ("DateSent>", true, false), ("DateSent<", false, true)];

    public static TwilioAnswer Numbers(TwilioWorld world, TwilioCall call, TwilioAccount account)
    {
        // A part of a number matches, as at Twilio; * stands for any digits.
        var parts = (call.QueryValue("PhoneNumber") ?? "").Split('*', StringSplitOptions.RemoveEmptyEntries);
        var numbers = world.Numbers
            .Where(number => number.AccountSid == account.Sid && Array.TrueForAll(parts, number.PhoneNumber.Contains))
            .OrderBy(number => number.Sid, StringComparer.Ordinal)
            .Select(number => (number.Sid, Json: TwilioJson.Of(number)));
        return Page(call, "incoming_phone_numbers", numbers);
    }

    public static TwilioAnswer Messages(TwilioWorld world, TwilioCall call, TwilioAccount account)
    {
        if (!TryReadDates(call, out var from, out var until))
            return TwilioAnswer.BadRequest(20001, "Invalid parameter: DateSent");

        var messages = world.Messages
            .Where(message => message.AccountSid == account.Sid
                && Matches(call.QueryValue("To"), message.To)
                && Matches(call.QueryValue("From"), message.From)
                && message.DateSent >= from
                && message.DateSent < until)
            .Reverse()
            .Select(message => (message.Sid, Json: TwilioJson.Of(message)));
        return Page(call, "messages", messages);
    }

    public static TwilioAnswer Media(TwilioCall call, TwilioMessage message) =>
        Page(call, "media_list", message.Media.Select(file => (file.Sid, Json: TwilioJson.Of(message, file))));

    /// <summary>A list of the newer APIs, whose links are whole addresses.</summary>
    public static TwilioAnswer MetaPage(TwilioCall call, string name, IEnumerable<(string Sid, JsonObject Json)> items)
    {
        if (Cut(call, items) is not { } cut) return TwilioAnswer.BadRequest(20001, "Invalid parameter: PageSize");
        return TwilioAnswer.Ok(new JsonObject
        {
            [name] = cut.Shown(),
            ["meta"] = new JsonObject
            {
                ["key"] = name,
                ["page"] = cut.Page,
                ["page_size"] = cut.Size,
                ["url"] = call.Host + call.Link(cut.Page, cut.Size, call.QueryValue("PageToken")),
                ["first_page_url"] = call.Host + call.Link(0, cut.Size, pageToken: null),
                ["next_page_url"] = cut.HasMore ? call.Host + call.Link(cut.Page + 1, cut.Size, cut.NextToken) : null,
                ["previous_page_url"] = cut.Page > 0 ? call.Host + call.Link(cut.Page - 1, cut.Size, pageToken: null) : null,
            },
        });
    }

    private static bool Matches(string? wanted, string value) => wanted is null || wanted == value;

    /// <summary>A day without time means the whole day; a moment has the precision of a second.</summary>
    private static bool TryReadDates(TwilioCall call, out DateTimeOffset from, out DateTimeOffset until)
    {
        (from, until) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        foreach (var (name, isStart, isEnd) in DateParameters)
        {
            if (call.QueryValue(name) is not { } text) continue;
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var date)) return false;

            var length = text.Length <= "2026-01-01".Length ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(1);
            if (isStart) from = date;
            if (isEnd) until = date + length;
        }

        return true;
    }

    private static TwilioAnswer Page(TwilioCall call, string name, IEnumerable<(string Sid, JsonObject Json)> items)
    {
        if (Cut(call, items) is not { } cut) return TwilioAnswer.BadRequest(20001, "Invalid parameter: PageSize");
        return TwilioAnswer.Ok(new JsonObject
        {
            [name] = cut.Shown(),
            ["page"] = cut.Page,
            ["page_size"] = cut.Size,
            ["start"] = cut.Start,
            ["end"] = cut.Start + Math.Max(0, cut.Items.Count - 1),
            ["uri"] = call.Link(cut.Page, cut.Size, call.QueryValue("PageToken")),
            ["first_page_uri"] = call.Link(0, cut.Size, pageToken: null),
            ["next_page_uri"] = cut.HasMore ? call.Link(cut.Page + 1, cut.Size, cut.NextToken) : null,
            ["previous_page_uri"] = cut.Page > 0 ? call.Link(cut.Page - 1, cut.Size, pageToken: null) : null,
        });
    }

    /// <summary>The page that was asked for; null for a size that is not allowed.</summary>
    private static ListPage? Cut(TwilioCall call, IEnumerable<(string Sid, JsonObject Json)> items)
    {
        var size = Number(call, "PageSize", UsualPage);
        if (size is < 1 or > LargestPage) return null;

        var page = Number(call, "Page", 0);
        var all = items.ToList();
        var start = call.QueryValue("PageToken") is { } token
            ? all.FindIndex(item => "PA" + item.Sid == token) + 1
            : page * size;
        var shown = all.Skip(start).Take(size).ToList();
        return new ListPage(page, size, start, shown, HasMore: start + shown.Count < all.Count);
    }

    private static int Number(TwilioCall call, string name, int usual) =>
        int.TryParse(call.QueryValue(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : usual;

    private sealed record ListPage(
        int Page, int Size, int Start, IReadOnlyList<(string Sid, JsonObject Json)> Items, bool HasMore)
    {
        public string NextToken => "PA" + Items[^1].Sid;

        public JsonArray Shown() => [.. Items.Select(item => (JsonNode)item.Json)];
    }
}
