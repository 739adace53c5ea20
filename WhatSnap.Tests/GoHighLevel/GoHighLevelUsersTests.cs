using System.Net;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class GoHighLevelUsersTests
{
    [Fact]
    public async Task The_users_of_a_location_are_listed_page_by_page_without_deleted_ones()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script
            .Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, """{"location":{"companyId":"comp1"}}""")
            .Answers(HttpMethod.Get, Url(stage, 0), HttpStatusCode.OK, """
                {"users":[{"id":"u1","name":"Ann","roles":{"role":"admin"}},{"id":"u2","name":"Old","deleted":true}],"count":3}
                """)
            .Answers(HttpMethod.Get, Url(stage, 2), HttpStatusCode.OK, """
                {"users":[{"id":"u3","firstName":"Bob","lastName":"Blue"}],"count":3}
                """);

        var users = await stage.Users.ListAsync(stage.LocationId, CancellationToken.None);

        Assert.Equal([new CrmUser("u1", "Ann", "admin"), new CrmUser("u3", "Bob Blue", "")], users);
    }

    [Fact]
    public async Task A_list_that_never_ends_is_left()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.OK, """{"location":{"companyId":"comp1"}}""");
        for (var page = 0; page < 20; page++)
        {
            stage.Script.Answers(HttpMethod.Get, Url(stage, page), HttpStatusCode.OK, """{"users":[{"id":"u1","name":"Ann"}]}""");
        }

        Assert.Single(await stage.Users.ListAsync(stage.LocationId, CancellationToken.None));
    }

    private static string Url(CrmStage stage, int skip) =>
        $"{CrmStage.Api}/users/search?companyId=comp1&locationId={stage.LocationId}&limit=100&skip={skip}";
}
