using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Dashboard;

/// <summary>Accepts each custom page payload once, over all hosts; known by its salt for 400 days.</summary>
public sealed class SeenPayloads(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    /// <summary>Days for which a payload is recognised. It carries no time: only another shared secret ends it for good.</summary>
    public const int Days = 400;

    private const string Row = "payload";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Sso);

    /// <summary>True for the first who brings the payload; false for everybody after, also at the same moment.</summary>
    public async Task<bool> TakeAsync(SsoPayload payload, CancellationToken cancellationToken)
    {
        var expiresOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(Days);
        await retention.NoteAsync(MarkerRetention.SsoKind, payload.Salt, expiresOn, cancellationToken);
        try
        {
            await _table.AddEntityAsync(new TableEntity(payload.Salt, Row), cancellationToken);
            return true;
        }
        catch (RequestFailedException seen) when (seen.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Forgets a payload by its salt; repeating it changes nothing.</summary>
    public Task ForgetAsync(string salt, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(salt, Row, ETag.All, cancellationToken);
}
