using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /app/</c>: the dashboard. Its files are named by their content and kept by browsers for good; the page itself is asked
/// for each time, and says who may frame it.
/// </summary>
public sealed class DashboardPageEndpoint(IOptions<DashboardOptions> options, DashboardHost host)
{
    private const string Folder = "/app/";
    private const string HostMark = "whatsnap-host\" content=\"";

    private readonly DashboardFile _page = PageOf(host);

    public IResult Handle(HttpRequest request)
    {
        // Addresses in the page are relative, so its own must end as a folder does.
        if (request.Path.Value is not { } asked || !asked.StartsWith(Folder, StringComparison.OrdinalIgnoreCase)) return Results.Redirect("app/");
        var path = asked[Folder.Length..];

        var headers = request.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.Vary] = HeaderNames.AcceptEncoding;
        if (path.Length == 0) return ShowPage(request);
        if (!DashboardFiles.All.TryGetValue(path, out var file)) return Results.NotFound();

        headers.CacheControl = path.StartsWith(DashboardFiles.Hashed, StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "public, max-age=3600";
        return Send(request, file);
    }

    private IResult ShowPage(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + $"frame-ancestors {string.Join(' ', options.Value.FrameAncestors)}";
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
