using System.Text.Encodings.Web;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>
/// The app's custom page as GoHighLevel shows it: in a frame, whose page asks who opened it (portal: Custom Pages). <c>?location=</c>
/// opens it in a location, without it at the agency's level; <c>?role=user</c> as somebody who may only look.
/// </summary>
internal static class CustomPageFrame
{
    public const string Path = "/custom-page";

    public static Task WriteAsync(HttpContext context, GoHighLevelWorld world)
    {
        var location = context.Request.Query["location"].ToString();
        var page = new Uri(new Uri(world.App.RedirectUri!), "../app/");
        var address = location.Length > 0 ? $"{page}?location={Uri.EscapeDataString(location)}" : page.ToString();
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>GoHighLevel (simulated): WhatSnap</title>
            <style>
            html, body { margin: 0; height: 100%; }
            body { display: flex; flex-direction: column; font: 15px/1.45 system-ui, sans-serif; }
            header { padding: .6rem 1rem; background: #1c2430; color: #fff; }
            iframe { flex: 1; border: 0; width: 100%; }
            </style>
            </head>
            <body>
            <header>GoHighLevel, simulated on this machine</header>
            <iframe id="page" title="WhatSnap" src="{{HtmlEncoder.Default.Encode(address)}}"></iframe>
            <script>
            const page = document.getElementById('page');
            const query = new URLSearchParams(location.search);
            addEventListener('message', async event => {
              if (event.source !== page.contentWindow || event.data?.message !== 'REQUEST_USER_DATA') return;
              const place = query.get('location');
              const user = { ...place ? { locationId: place, type: 'location' } : { type: 'agency' }, role: query.get('role') ?? 'admin' };
              const answer = await fetch('/_sim/sso', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(user) });
              const { payload } = await answer.json();
              page.contentWindow.postMessage({ message: 'REQUEST_USER_DATA_RESPONSE', payload }, event.origin);
            });
            </script>
            </body>
            </html>
            """);
    }
}
