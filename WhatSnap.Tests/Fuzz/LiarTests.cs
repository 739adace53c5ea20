using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Fuzz;

/// <summary>
/// A GoHighLevel that answers 2xx with nonsense, some of the time: what it did counts, not what it says. A list of messages that is
/// well made and false could not be told from a true one.
/// </summary>
public sealed class LiarTests
{
    private const int Customers = 12;
    private const int Texts = 96;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_lost_or_doubled_and_nothing_is_thrown_that_nobody_expects(int seed)
    {
        var liar = new Liar(new FuzzMaker(seed));
        await using var product = await TestProduct.StartAsync(
            services => services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(liar.NewHandler));
        liar.Lies = true;
        for (var number = 0; number < Texts; number++) await product.AcceptAsync(TestProduct.Customer(number % Customers), $"text {number}");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(20));
        liar.Lies = false;
        await product.Queue.RunAllAsync(TimeSpan.FromDays(4));

        Assert.InRange(liar.Told, 20, int.MaxValue);
        var unexpected = product.Queue.Failures.Where(failure => failure is not GoHighLevelException).Select(failure => failure.ToString());
        Assert.Empty(unexpected);
        var dead = await product.DeadLettersAsync();
        var there = product.CrmMessages.Select(message => message.Body).Concat(dead.Select(letter => letter.Message.Text)).ToList();
        Assert.Equal(Enumerable.Range(0, Texts).Select(number => $"text {number}").Order(), there.Order());
        foreach (var customer in product.CrmMessages.GroupBy(message => message.ContactId))
        {
            var numbers = customer.Select(message => int.Parse(message.Body["text ".Length..], null)).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    /// <summary>Puts nonsense into the place of an answer; the call was done all the same.</summary>
    private sealed class Liar(FuzzMaker make)
    {
        private readonly Lock _gate = new();

        public bool Lies { get; set; }

        public int Told { get; private set; }

        public DelegatingHandler NewHandler() => new Handler(this);

        private string? LieFor(string truth)
        {
            lock (_gate)
            {
                if (!Lies || !make.Chance(3)) return null;
                Told++;
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
}
