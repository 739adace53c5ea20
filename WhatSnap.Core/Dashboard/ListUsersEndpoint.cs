using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>GET /api/users</c>: the location's users, to assign contacts to.</summary>
public sealed class ListUsersEndpoint(ApiGuard guard, GoHighLevelUsers users)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            try
            {
                var listed = await users.ListAsync(session.LocationId, cancellationToken);
                return Results.Json(
                    new UsersView([.. listed.Select(user => new UserView(user.UserId, user.Name))]), UsersJson.Default.UsersView);
            }
            catch (GoHighLevelException)
            {
                return Answers.Refuse(
                    StatusCodes.Status502BadGateway, "GoHighLevel did not tell its users.", "Try again in a minute.");
            }
        });
}

/// <summary>The users of a location.</summary>
public sealed record UsersView(IReadOnlyList<UserView> Users);

/// <summary>One user.</summary>
public sealed record UserView(string Id, string Name);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(UsersView))]
internal sealed partial class UsersJson : JsonSerializerContext;
