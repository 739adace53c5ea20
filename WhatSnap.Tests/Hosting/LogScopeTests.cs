using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

/// <summary>Whatever is logged within a piece of work names its location, account and message.</summary>
public sealed class LogScopeTests
{
    [Fact]
    public async Task The_webhook_and_the_work_on_a_lane_log_in_the_scope_of_their_message()
    {
        using var capture = new Capture();
        await using var product = await TestProduct.StartAsync(
            services => services.AddLogging(logging => logging.AddProvider(capture)));
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product);

        (await door.PostAsync(post)).Dispose();
        await product.Queue.RunDueAsync();

        var scope = $"LocationId={product.LocationId}, AccountId={product.Account.AccountId}, MessageId={post["MessageSid"]}";
        Assert.Equal(
            ["WhatSnap.Core.Messages.WorkOnLane", "WhatSnap.Core.Twilio.TwilioSmsEndpoint"],
            capture.All.Where(one => one.Kind == "scope" && one.Text.StartsWith(scope, StringComparison.Ordinal))
                .Select(one => one.Source).Distinct().Order());
    }
}
