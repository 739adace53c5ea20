using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Tests.Fuzz;

/// <summary>Puts nonsense into the place of an answer; the call was done all the same.</summary>
internal sealed class Liar(FuzzMaker make)
{
    private readonly Lock _gate = new();

    public bool Lies { get; set; }

    /// <summary>Whether a lie is the truth with parts exchanged, instead of plain nonsense: such a list may be well made and false.</summary>
    public bool Twists { get; init; }

    public int Told { get; private set; }

    public DelegatingHandler NewHandler() => new Handler(this);

    private string? LieFor(string truth)
    {
        lock (_gate)
        {
            if (!Lies || !make.Chance(3)) return null;
            Told++;
            if (Twists) return make.Halve(Twist(truth));
            return make.Next(9) switch
            {
                0 => "",
                1 => "<html><body>OK</body></html>",
                2 => "null",
                3 => "{}",
                4 => "[]",
                5 => "42",
                6 => """{"status":"ok"}""",
                7 => """{"messages":null,"contact":{},"messageId":"","id":7}""",
                _ => truth[..(truth.Length / 2)],
            };
        }
    }

    private string Twist(string truth)
    {
        try
        {
            return make.Mutate(JsonNode.Parse(truth))?.ToJsonString() ?? "null";
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(make.Spoil(Encoding.UTF8.GetBytes(truth)));
        }
    }

    private sealed class Handler(Liar liar) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created
                && liar.LieFor(await answer.Content.ReadAsStringAsync(cancellationToken)) is { } lie)
            {
                answer.Content = new StringContent(lie, Encoding.UTF8, "application/json");
            }

            return answer;
        }
    }
}
