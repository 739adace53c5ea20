using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Many dead letters at once: copies of one, each of another sender and a second later.</summary>
internal static class LetterSeed
{
    private const int RowsPerTransaction = 99;

    public static async Task CopyAsync(TestProduct product, int copies)
    {
        var table = product.Get<TableServiceClient>().GetTableClient(TableNames.DeadLetters);
        var letter = (await product.DeadLettersAsync())[0];
        var main = (await table.GetEntityAsync<TableEntity>(product.LocationId, letter.Id)).Value;
        var rows = Enumerable.Range(1, copies).SelectMany(number => Copy(main, letter, number)).Chunk(RowsPerTransaction);
        foreach (var chunk in rows)
        {
            await table.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)));
        }
    }

    private static IEnumerable<TableEntity> Copy(TableEntity main, DeadLetter letter, int number)
    {
        var (id, lane) = ($"{number:x32}", LaneId.New(main.PartitionKey));
        var entry = letter.Entry with { Id = id, Lane = lane, WrittenAt = letter.Entry.WrittenAt.AddSeconds(number) };
        var copy = new TableEntity(main.PartitionKey, id);
        foreach (var (name, value) in main.Where(one => one.Key is not ("PartitionKey" or "RowKey" or "odata.etag" or "Timestamp"))) copy[name] = value;
        copy["Lane"] = lane.Value;
        copy["FixedDate"] = entry.WrittenAt;
        copy["Marker"] = MarkerKey.For(entry.AccountId, $"copy{number}").Value;
        return [copy, .. entry.Rows()];
    }
}
