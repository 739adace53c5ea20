using Microsoft.Playwright;
using WhatSnap.Local.Azurite;

namespace WhatSnap.Dashboard.Tests.Fixture;

/// <summary>One person with a fresh browser in front of the dashboard. At its end nothing may stand in the browser's console as an error.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "dashboard/node_modules/axe-core/axe.min.js")));
    private readonly List<string> _errors = [];
    private readonly RunningProduct _product;
    private readonly IBrowserContext _context;

    private Visit(RunningProduct product, IBrowserContext context, IPage page) => (_product, _context, Page) = (product, context, page);

    public IPage Page { get; }

    /// <summary>What a test caused on purpose, such as a refusal: words of the browser that are no error then.</summary>
    public List<string> Expected { get; } = [];

    /// <param name="product">The product.</param>
    /// <param name="width">Width of the window.</param>
    /// <param name="isDark">True for the dark theme.</param>
    /// <param name="locale">The browser's language.</param>
    public static async Task<Visit> BeginAsync(RunningProduct product, int width = 1200, bool isDark = false, string locale = "en-US")
    {
        await product.ResetSalesAsync();
        var context = await product.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(20_000);
        var visit = new Visit(product, context, await context.NewPageAsync());
        visit.Page.Console += (_, message) => visit.Hear(message.Type, $"{message.Text} {message.Location}");
        visit.Page.PageError += (_, error) => visit.Hear("error", error);
        return visit;
    }

    /// <summary>Opens the demo location by one click.</summary>
    public static async Task<Visit> EnterAsync(RunningProduct product, int width = 1200, bool isDark = false)
    {
        var visit = await BeginAsync(product, width, isDark);
        await visit.EnterAsync("Open the demo location", "Accounts");
        return visit;
    }

    /// <summary>The same in a German browser.</summary>
    public static async Task<Visit> EnterInGermanAsync(RunningProduct product)
    {
        var visit = await BeginAsync(product, locale: "de-DE");
        await visit.EnterAsync("Demo-Standort öffnen", "Konten");
        return visit;
    }

    public Task GoAsync(string place) => Page.GotoAsync($"{_product.Address}/app/#{place}");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Text(string text) => Page.GetByText(text);

    /// <summary>The card of an account in the list.</summary>
    public ILocator Card(string name) => Page.GetByRole(AriaRole.Article, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>The dashboard's own frame, where it is shown in another page.</summary>
    public IFrame Inside => Page.Frames.Single(one => one.Url.Contains("/app/", StringComparison.Ordinal));

    /// <summary>What axe finds wrong with what the dashboard shows.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        await Inside.EvaluateAsync(Axe.Value);
        return await Inside.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join(', ')}`)
            """);
    }

    /// <summary>True when nothing is wider than the window.</summary>
    public Task<bool> FitsAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth");

    /// <summary>Nothing is wider than the window and axe finds nothing, on a phone and on a desk, in both themes.</summary>
    public async Task AssertLooksAsync()
    {
        foreach (var (width, theme) in new[] { (1200, ColorScheme.Dark), (1200, ColorScheme.Light), (360, ColorScheme.Light), (360, ColorScheme.Dark) })
        {
            await Page.SetViewportSizeAsync(width, 800);
            await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = theme });
            Assert.True(await FitsAsync(), $"The page is wider than {width}.");
            Assert.Equal((width, theme, ""), (width, theme, string.Join("; ", await ViolationsAsync())));
        }
    }

    /// <summary>Loads the page anew, which forgets who sits there.</summary>
    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        await Button("Open the demo location").ClickAsync();
    }

    /// <summary>The field with a label.</summary>
    public ILocator Field(string label) => Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true });

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _errors.RemoveAll(error => Expected.Any(one => error.Contains(one, StringComparison.Ordinal)));
        Assert.Empty(_errors);
    }

    private async Task EnterAsync(string button, string heading)
    {
        await GoAsync("");
        await Button(button).ClickAsync();
        await Heading(heading).WaitForAsync();
    }

    private void Hear(string type, string text)
    {
        if (type is "error" or "warning") _errors.Add(text);
    }
}
