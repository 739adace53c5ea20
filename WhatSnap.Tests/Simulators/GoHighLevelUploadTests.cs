using System.Net;
using System.Net.Http.Headers;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelUploadTests
{
    private const string Upload = "/conversations/messages/upload";

    [Fact]
    public async Task An_uploaded_file_is_served_to_anybody_at_its_address()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(GoHighLevelStage.LocationId, "+14155550100");

        var answer = await stage.PostAsync(Upload, Form(contact.Id, ("a picture.png", [1, 2, 3])));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var address = answer.Body.GetProperty("uploadedFiles").GetProperty("a picture.png").GetString()!;
        Assert.StartsWith(stage.Address.ToString(), address, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], await stage.DownloadAsync(address));
    }

    [Theory]
    [InlineData("big.png", 5 * 1024 * 1024 + 1, 1, 413)]
    [InlineData("small.png", 1, 6, 413)]
    [InlineData("note.opus", 1, 1, 415)]
    [InlineData("none.png", 1, 0, 400)]
    public async Task A_file_outside_the_limits_is_refused_in_a_shape_of_its_own(
        string name, int size, int count, int status)
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(GoHighLevelStage.LocationId, "+14155550100");
        var files = Enumerable.Range(0, count).Select(number => ($"{number}{name}", new byte[size]));

        var answer = await stage.PostAsync(Upload, Form(contact.Id, [.. files]));

        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal(status, answer.Body.GetProperty("status").GetInt32());
        Assert.NotEqual("", answer.Message);
    }

    private static MultipartFormDataContent Form(string contactId, params (string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent(GoHighLevelStage.LocationId), "locationId" },
            { new StringContent(contactId), "contactId" },
        };
        foreach (var (name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            form.Add(part, "fileAttachment", name);
        }

        return form;
    }
}
