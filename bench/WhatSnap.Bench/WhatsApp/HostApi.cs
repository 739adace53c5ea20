using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Chaos;
using WhatSnap.Core.Dashboard;
using WhatSnap.Local.Demo;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>The product's API as the dashboard calls it, at the first host.</summary>
internal sealed class HostApi(ChaosBed bed)
{
    /// <exception cref="InvalidOperationException">It refused.</exception>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var token = bed.World.Product.GetRequiredService<SessionTokens>()
            .Issue(new ApiSession(DemoAccount.CrmLocation.CompanyId, DemoAccount.LocationId, "bench", Rights.All)).Token.Reveal();
        using var request = new HttpRequestMessage(method, new Uri(bed.Hosts[0].Address, path));
        if (body is not null) request.Content = JsonContent.Create(body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await bed.Http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The API answered {method} {path} with {(int)answer.StatusCode}.");
        return await Json.OfAsync(answer, cancellationToken);
    }
}
