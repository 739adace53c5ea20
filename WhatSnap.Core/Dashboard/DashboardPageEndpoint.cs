using System.Text;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /app/</c>: the dashboard. Its files are named by their content and kept by browsers for good; the page itself is asked
/// for each time, and says who may frame it.
/// </summary>
public sealed class DashboardPageEndpoint(IOptions<DashboardOptions> options, DashboardHost host, WhiteLabelDomains domains)
{
    private const string Folder = "/app/";
    private const string HostMark = "whatsnap-host\" content=\"";

    private readonly DashboardFile _page = PageOf(host);

    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Addresses in the page are relative, so its own must end as a folder does.
        if (request.Path.Value is not { } asked || !asked.StartsWith(Folder, StringComparison.OrdinalIgnoreCase)) return Results.Redirect($"app/{request.QueryString}");
        var path = asked[Folder.Length..];

        var headers = request.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.Vary] = HeaderNames.AcceptEncoding;
        if (path.Length == 0) return ShowPage(request, await FramersAsync(request, cancellationToken));
        if (!DashboardFiles.All.TryGetValue(path, out var file)) return Results.NotFound();

        headers.CacheControl = path.StartsWith(DashboardFiles.Hashed, StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "public, max-age=3600";
        return Send(request, file);
    }

    /// <summary>
    /// The sites of the settings, and the domain of the agency whose location the address names. Anybody can name one: what is framed then
    /// knows nothing before GoHighLevel has said who opened it.
    /// </summary>
    private async Task<IEnumerable<string>> FramersAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!GoHighLevelId.IsId(request.Query["location"].ToString())) return options.Value.FrameAncestors;
        try
        {
            return await domains.FindAsync(request.Query["location"].ToString(), cancellationToken) is { } domain
                ? options.Value.FrameAncestors.Append($"https://{domain}")
                : options.Value.FrameAncestors;
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            return options.Value.FrameAncestors;
        }
    }

    private IResult ShowPage(HttpRequest request, IEnumerable<string> framers)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + $"frame-ancestors {string.Join(' ', framers)}";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        return Send(request, _page);
    }

    private static IResult Send(HttpRequest request, DashboardFile file)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = file.ETag;
        if (request.Headers.IfNoneMatch.Any(tag => tag == file.ETag)) return Results.StatusCode(StatusCodes.Status304NotModified);

        var accepted = request.GetTypedHeaders().AcceptEncoding.Where(one => one.Quality is null or > 0).Select(one => one.Value.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var (bytes, encoding) = file switch
        {
            { Brotli: { } brotli } when accepted.Contains("br") => (brotli, "br"),
            { Gzip: { } gzip } when accepted.Contains("gzip") => (gzip, "gzip"),
            _ => (file.Plain, null),
        };
        if (encoding is not null) headers.ContentEncoding = encoding;
        return Results.Bytes(bytes, file.ContentType);
    }

    /// <summary>The page, which says on which kind of host it is.</summary>
    private static DashboardFile PageOf(DashboardHost host)
    {
        var page = DashboardFiles.All[DashboardFiles.Page];
        if (!host.IsLocal) return page;
        var text = Encoding.UTF8.GetString(page.Plain).Replace(HostMark, HostMark + "local", StringComparison.Ordinal);
        return new DashboardFile(page.ContentType, Encoding.UTF8.GetBytes(text), null, null);
    }
}
