using System.Globalization;
using System.Net;
using System.Text.Json;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// The gateway's own list of the messages that a session received, and of those that were written on its phone
/// (<c>contracts/waha</c>, with the session's own key). A WAHA has one where its engine keeps a store.
/// </summary>
public sealed class WahaHistory(WahaClient waha)
{
    internal const int PageSize = 200;

    /// <summary><c>GET /api/{session}/chats/all/messages</c>: one page, the oldest first; the last one is not full.</summary>
    /// <param name="link">The session.</param>
    /// <param name="from">The first second.</param>
    /// <param name="until">The last second.</param>
    /// <param name="offset">How many came on the pages before.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<JsonElement>> ReadPageAsync(
        WhatsAppLink link, DateTimeOffset from, DateTimeOffset until, int offset, CancellationToken cancellationToken)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"limit={PageSize}&offset={offset}&sortBy=timestamp&sortOrder=asc&downloadMedia=false&filter.timestamp.gte={from.ToUnixTimeSeconds()}&filter.timestamp.lte={until.ToUnixTimeSeconds()}");
        var answer = await waha.SendAsync(
            HttpMethod.Get, "messages", $"/api/{link.Session}/chats/all/messages?{query}", WahaClient.KeyOf(link), null, WahaJson.Default.JsonElement,
            cancellationToken);
        return answer.ValueKind == JsonValueKind.Array ? [.. answer.EnumerateArray()] : throw new WahaException("GET messages", HttpStatusCode.OK);
    }

    /// <summary>True for the answer of a gateway that keeps no list: asking again does not help.</summary>
    internal static bool KeepsNone(WahaException refused) =>
        refused.StatusCode == HttpStatusCode.NotImplemented || !(refused.IsTransient || refused.IsNotWorking);
}
