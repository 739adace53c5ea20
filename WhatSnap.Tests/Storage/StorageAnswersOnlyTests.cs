using System.Net;
using System.Text;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Storage;

/// <summary>What something between the product and its storage says with 2xx is not taken for the storage's word.</summary>
public sealed class StorageAnswersOnlyTests
{
    [Theory]
    [InlineData("""{"value":[]}""", "application/json;odata=minimalmetadata")]
    [InlineData("{}", "application/json")]
    public async Task An_empty_list_that_is_not_the_storages_is_no_empty_table(string body, string type)
    {
        using var liar = new Liar(HttpStatusCode.OK, body, type, lies: int.MaxValue);
        var table = (await TablesAsync(liar, retries: 0)).GetTableClient(TableNames.Lanes);

        await Assert.ThrowsAsync<RequestFailedException>(async () =>
        {
            await foreach (var _ in table.QueryAsync<TableEntity>("PartitionKey eq 'x'"))
            {
            }
        });
    }

    [Fact]
    public async Task A_write_that_something_else_said_was_done_is_done_at_the_next_try()
    {
        using var liar = new Liar(HttpStatusCode.NoContent, "", "text/plain", lies: 1);
        var table = (await TablesAsync(liar, retries: 1)).GetTableClient(TableNames.Lanes);
        await table.CreateIfNotExistsAsync();
        liar.Begin();

        await table.UpsertEntityAsync(new TableEntity("StorageAnswersOnly", "row") { ["Text"] = "there" });

        var row = await table.GetEntityAsync<TableEntity>("StorageAnswersOnly", "row");
        Assert.Equal(("there", 1), (row.Value.GetString("Text"), liar.Told));
    }

    [Fact]
    public async Task A_queue_message_that_something_else_said_was_deleted_is_not_taken_for_deleted()
    {
        using var liar = new Liar(HttpStatusCode.NoContent, "", "text/plain", lies: int.MaxValue);
        var client = new QueueClientOptions { Transport = new HttpClientTransport(liar) };
        client.Retry.MaxRetries = 0;
        var queues = StorageRegistration.MakeQueues(new StorageOptions { ConnectionString = await TestStorage.ConnectionStringAsync() }, client);
        liar.Begin();

        await Assert.ThrowsAsync<RequestFailedException>(() =>
            new StorageWorkQueue(queues).TakeBackAsync(new WorkReceipt("queue", "id", "receipt"), CancellationToken.None));
    }

    private static async Task<TableServiceClient> TablesAsync(Liar liar, int retries)
    {
        var client = new TableClientOptions { Transport = new HttpClientTransport(liar) };
        client.Retry.MaxRetries = retries;
        client.Retry.Delay = TimeSpan.FromMilliseconds(1);
        var tables = StorageRegistration.MakeTables(new StorageOptions { ConnectionString = await TestStorage.ConnectionStringAsync() }, client);
        if (retries == 0) liar.Begin();
        return tables;
    }

    /// <summary>Something on the way that answers the first calls itself.</summary>
    private sealed class Liar(HttpStatusCode status, string body, string type, int lies) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        private bool _hasBegun;

        public int Told { get; private set; }

        public void Begin() => _hasBegun = true;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!_hasBegun || Told == lies) return await base.SendAsync(request, cancellationToken);
            Told++;
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return new HttpResponseMessage(status) { Content = content, RequestMessage = request };
        }
    }
}
