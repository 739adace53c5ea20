using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.WhatsApp;

namespace WhatSnap.Tests.Fuzz;

/// <summary>
/// A vendor that answers 2xx with nonsense, some of the time: what it did counts, not what it says. A list of messages that is
/// well made and false could not be told from a true one.
/// </summary>
public sealed class LiarTests
{
    private const int Customers = 12;
    private const int Texts = 96;
    private const int Answers = 36;

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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_Twilio_that_answers_nonsense_gets_no_text_twice_and_each_has_an_end(int seed)
    {
        var liar = new Liar(new FuzzMaker(seed));
        await using var stage = await OutboundStage.StartAsync(services => services.AddHttpClient<TwilioTransport>().AddHttpMessageHandler(liar.NewHandler));
        var contacts = Enumerable.Range(0, Customers).Select(index => stage.SalesContact(index)).ToList();
        liar.Lies = true;
        var ids = new List<string>();
        for (var number = 0; number < Answers; number++) ids.Add(await stage.WriteAsync(contacts[number % Customers], $"text {number}"));
        await RunAsync(stage, TimeSpan.FromMinutes(20));
        liar.Lies = false;
        await RunAsync(stage, TimeSpan.FromHours(5));

        Assert.InRange(liar.Told, 5, int.MaxValue);
        AssertExpected<TwilioException>(stage.Product);
        Assert.Equal(stage.Texts.Distinct(), stage.Texts);
        foreach (var id in ids)
        {
            var link = await stage.LinkAsync(id);
            Assert.True(link.State.IsFinal || link.State == SendStates.Unknown, link.State.Code);
            Assert.Equal(link.State != SendStates.Failed, stage.Sent.Any(sent => sent.Message.Body == stage.Crm.Message(id)!.Body));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_gateway_that_answers_nonsense_gets_no_text_twice(int seed)
    {
        var liar = new Liar(new FuzzMaker(seed));
        await using var stage = await SendStage.StartAsync(services => services.AddHttpClient<WahaClient>().AddHttpMessageHandler(liar.NewHandler));
        var contacts = Enumerable.Range(0, Customers).Select(index => stage.Contact(index)).ToList();
        liar.Lies = true;
        for (var number = 0; number < Answers; number++) await stage.WriteAsync(contacts[number % Customers], $"text {number}");
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(20));
        liar.Lies = false;
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromHours(5));

        Assert.InRange(liar.Told, 5, int.MaxValue);
        AssertExpected<WahaException>(stage.Product);
        Assert.Equal(Enumerable.Range(0, Answers).Select(number => $"text {number}").Order(), stage.Texts.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Answers_with_parts_exchanged_throw_nothing_that_nobody_expects(int seed)
    {
        var liar = new Liar(new FuzzMaker(seed)) { Twists = true };
        await using var twilio = await OutboundStage.StartAsync(services =>
        {
            services.AddHttpClient<TwilioTransport>().AddHttpMessageHandler(liar.NewHandler);
            services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(liar.NewHandler);
        });
        await using var gateway = await SendStage.StartAsync(services =>
        {
            services.AddHttpClient<WahaClient>().AddHttpMessageHandler(liar.NewHandler);
            services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(liar.NewHandler);
        });
        var contacts = Enumerable.Range(0, Customers).Select(index => (Twilio: twilio.SalesContact(index), Gateway: gateway.Contact(index))).ToList();
        liar.Lies = true;
        for (var number = 0; number < Answers; number++)
        {
            await twilio.WriteAsync(contacts[number % Customers].Twilio, $"text {number}");
            await twilio.Product.AcceptAsync(TestProduct.Customer(number % Customers), $"question {number}");
            await gateway.WriteAsync(contacts[number % Customers].Gateway, $"text {number}");
        }

        await RunAsync(twilio, TimeSpan.FromHours(1));
        await gateway.Product.Queue.RunAllAsync(TimeSpan.FromHours(1));

        Assert.InRange(liar.Told, 20, int.MaxValue);
        AssertExpected<TwilioException>(twilio.Product);
        AssertExpected<WahaException>(gateway.Product);
    }

    private static async Task RunAsync(OutboundStage stage, TimeSpan time)
    {
        await stage.Product.Queue.RunAllAsync(time);
        await stage.Twilio.World.WhenSendsAreDoneAsync();
        await stage.Product.Queue.RunAllAsync(time);
    }

    private static void AssertExpected<TProvider>(TestProduct product)
        where TProvider : Exception =>
        Assert.Empty(product.Queue.Failures.Where(failure => failure is not (TProvider or GoHighLevelException)).Select(failure => failure.ToString()));
}
