using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Devices;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Local.Demo;
using WhatSnap.Tests.Fixture;
using static WhatSnap.Tests.Fixture.Documents;

namespace WhatSnap.Tests.Hosting;

/// <summary>What the documents list is what the code has.</summary>
public sealed partial class DocsTests
{
    private static readonly (string Section, Type Options)[] Options =
    [
        (StorageOptions.Section, typeof(StorageOptions)),
        (SecretsOptions.Section, typeof(SecretsOptions)),
        (PublicAddressOptions.Section, typeof(PublicAddressOptions)),
        (GoHighLevelOptions.Section, typeof(GoHighLevelOptions)),
        (TwilioOptions.Section, typeof(TwilioOptions)),
        (WhatsAppOptions.Section, typeof(WhatsAppOptions)),
        (HelpOptions.Section, typeof(HelpOptions)),
        (MailOptions.Section, typeof(MailOptions)),
        (DashboardOptions.Section, typeof(DashboardOptions)),
        (LocalOptions.Section, typeof(LocalOptions)),
    ];

    [Fact]
    public void The_settings_table_of_the_README_lists_exactly_the_settings_there_are()
    {
        var listed = Rows("README.md").Select(cells => Setting().Match(cells[0]))
            .Where(match => match.Success).Select(match => match.Groups["name"].Value);

        var there = Options.SelectMany(one => one.Options
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite).Select(property => $"{one.Section}__{property.Name}"));
        Assert.Equal(there.Order(), listed.Order());
    }

    [Fact]
    public void The_failures_document_has_the_codes_sentences_and_next_actions_of_the_code()
    {
        var listed = Rows("docs/failures.md").Where(cells => cells.Length == 3)
            .Select(cells => new Failure(cells[0].Trim('`'), cells[1], cells[2]))
            .Where(failure => FailureCode().IsMatch(failure.Code));

        Assert.Equal(Failures.All.OrderBy(failure => failure.Code), listed.OrderBy(failure => failure.Code));
    }

    [Fact]
    public void The_document_of_the_device_api_lists_exactly_the_reasons_for_which_items_are_refused()
    {
        var text = Read("docs/device-api.md");
        var table = text[text.IndexOf("| Reason |", StringComparison.Ordinal)..].Split("\n\n")[0];

        Assert.Equal(["| Reason | What it means |", "|---|---|", .. InboxRefusals.All.Select(one => $"| `{one.Code}` | {one.Sentence} |")], table.Split('\n'));
    }

    [Fact]
    public void The_document_of_accounts_lists_exactly_the_states_with_their_words()
    {
        var listed = Rows("docs/accounts.md").Where(cells => cells.Length == 3 && cells[0].StartsWith('`'))
            .Select(cells => new AccountState(cells[0].Trim('`'), cells[1], cells[2]));

        Assert.Equal(AccountStates.All.OrderBy(state => state.Code), listed.OrderBy(state => state.Code));
    }

    [Fact]
    public void The_document_of_WhatsApp_warns_in_the_words_of_the_API()
    {
        var text = Read("docs/whatsapp.md");

        Assert.Contains(WhatsAppWarning.Sentence, text, StringComparison.Ordinal);
        Assert.Contains(WhatsAppWarning.NextAction, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_failures_document_has_the_states_of_what_goes_out()
    {
        var listed = Rows("docs/failures.md").Where(cells => cells.Length == 2 && cells[0].StartsWith('`'))
            .Select(cells => (cells[0].Trim('`'), cells[1]));

        Assert.Equal(SendStates.All.Select(state => (state.Code, state.Sentence)), listed);
    }

    [Fact]
    public void The_failures_document_has_the_error_codes_of_Twilio()
    {
        var listed = Rows("docs/failures.md").Where(cells => cells.Length == 2 && int.TryParse(cells[0], null, out _))
            .Select(cells => (int.Parse(cells[0], null), cells[1]));

        Assert.Equal(TwilioErrors.All.Select(error => (error.Key, error.Value)), listed);
    }

    [Fact]
    public void The_document_of_installs_lists_exactly_the_states_of_a_location_with_their_words()
    {
        var listed = Rows("docs/install.md").Where(cells => cells.Length == 3 && cells[0].StartsWith('`'))
            .Select(cells => new LocationStatus(cells[0].Trim('`'), cells[1], cells[2]));

        Assert.Equal(LocationStates.All.OrderBy(state => state.Code), listed.OrderBy(state => state.Code));
    }

    [Fact]
    public void The_document_of_installs_lists_exactly_the_ends_of_an_install_with_their_words()
    {
        var listed = Rows("docs/install.md").Where(cells => cells.Length == 3 && int.TryParse(cells[0], out _))
            .Select(cells => new InstallAnswer(int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], cells[2]));

        Assert.Equal(
            InstallAnswers.All.OrderBy(answer => answer.Sentence, StringComparer.Ordinal),
            listed.OrderBy(answer => answer.Sentence, StringComparer.Ordinal));
    }

    [Fact]
    public void The_document_of_installs_lists_exactly_the_kinds_of_events_that_are_handled()
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("Storage:ConnectionString", "UseDevelopmentStorage=true"), new("Secrets:Keys:0", TestProduct.Key),
                new("Host:PublicBaseUrl", "https://hooks.example.com"),
            ]).Build())
            .AddLogging().AddWhatSnap().BuildServiceProvider();

        var listed = Rows("docs/install.md").Where(cells => cells.Length == 2 && cells[0].StartsWith('`')).Select(cells => cells[0].Trim('`'));

        Assert.Equal(services.GetServices<IHandleEvent>().Select(handler => handler.Kind).Order(), listed.Order());
    }

    [Fact]
    public void The_deployment_guide_lists_exactly_the_scopes_that_an_install_asks_for()
    {
        var listed = Rows("docs/deploy.md").Where(cells => cells.Length == 3 && cells[2] is "today" or "later")
            .SelectMany(cells => InBackticks().Matches(cells[0])).Select(match => match.Groups["name"].Value);

        Assert.Equal(GoHighLevelScopes.All.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_scopes_that_a_check_demands_are_those_that_the_deployment_guide_says_are_used_today()
    {
        var used = Rows("docs/deploy.md").Where(cells => cells.Length == 3 && cells[2] == "today" && cells[0].Contains('.', StringComparison.Ordinal))
            .SelectMany(cells => InBackticks().Matches(cells[0])).Select(match => match.Groups["name"].Value);

        Assert.Equal(
            GoHighLevelScopes.NeededInLocation.Concat(GoHighLevelScopes.NeededInAgency).Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_document_of_sessions_lists_exactly_the_rights_of_each_type_and_role()
    {
        var listed = Rows("docs/sessions.md").Where(cells => cells.Length == 3 && cells[0].StartsWith('`'))
            .Select(cells => $"{cells[0].Trim('`')} {cells[1].Trim('`')}: {cells[2]}");

        var there = RoleRights.All.Select(one => $"{one.Type} {one.Role}: {string.Join(", ", RightsNames.Of(one.Rights))}");
        Assert.Equal(there.Order(), listed.Order());
    }

    [Fact]
    public void The_document_of_sessions_lists_exactly_the_refusals_with_their_words()
    {
        var listed = Rows("docs/sessions.md").Where(cells => cells.Length == 3 && int.TryParse(cells[0], out _))
            .Select(cells => new SessionRefusal(int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], cells[2]));

        Assert.Equal(
            SessionRefusals.All.OrderBy(refusal => refusal.Sentence, StringComparer.Ordinal),
            listed.OrderBy(refusal => refusal.Sentence, StringComparer.Ordinal));
    }

    [Fact]
    public void The_document_of_accounts_lists_exactly_the_findings_of_a_connection_with_their_words()
    {
        var listed = Rows("docs/accounts.md").Where(cells => cells.Length == 4 && cells[0].StartsWith('`'))
            .Select(cells => new StepFinding(cells[0].Trim('`'), Enum.Parse<Severity>(cells[1], ignoreCase: true), cells[2], cells[3]));

        Assert.Equal(StepFindings.All.OrderBy(finding => finding.Code), listed.OrderBy(finding => finding.Code));
    }

    [Fact]
    public void The_document_of_onboarding_lists_exactly_the_checks_in_their_order()
    {
        var listed = Rows("docs/onboarding.md").Where(cells => cells.Length == 3 && cells[0].StartsWith('`'))
            .Select(cells => new OnboardingCheck(cells[0].Trim('`'), cells[1]));

        Assert.Equal(OnboardingChecks.All, listed);
    }

    [Fact]
    public void The_document_of_onboarding_lists_exactly_the_findings_with_their_words()
    {
        var listed = Rows("docs/onboarding.md").Where(cells => cells.Length == 4 && cells[0].StartsWith('`'))
            .Select(cells => new OnboardingFinding(cells[0].Trim('`'), Enum.Parse<CheckResult>(cells[1], ignoreCase: true), cells[2], cells[3]));

        Assert.Equal(OnboardingFindings.All.OrderBy(finding => finding.Code), listed.OrderBy(finding => finding.Code));
    }

    [Fact]
    public void The_document_of_the_api_lists_exactly_its_routes()
    {
        var listed = Rows("docs/api.md").Where(cells => cells[0].Contains("/api/", StringComparison.Ordinal))
            .Select(cells => cells[0].Trim('`').Split(" /")).Select(words => new Route(words[0], words[1]));

        Assert.Equal(
            Routes.All.Where(route => route.Template.StartsWith("api/", StringComparison.Ordinal)).OrderBy(route => route.ToString()),
            listed.OrderBy(route => route.ToString()));
    }

    [Fact]
    public void The_document_of_health_lists_exactly_the_signs_with_their_points_and_words()
    {
        var listed = Rows("docs/health.md").Where(cells => cells.Length == 5 && cells[0].StartsWith('`'))
            .Select(cells => new HealthSign(cells[0].Trim('`'), cells[1], int.Parse(cells[2], CultureInfo.InvariantCulture), cells[3], cells[4]));

        Assert.Equal(HealthSigns.All.OrderBy(sign => sign.Code), listed.OrderBy(sign => sign.Code));
    }

    [Fact]
    public void The_document_of_routing_lists_exactly_the_problems_with_their_words()
    {
        var listed = Rows("docs/routing.md").Where(cells => cells.Length == 3 && cells[0].StartsWith('`'))
            .Select(cells => new RoutingProblem(cells[0].Trim('`'), cells[1], cells[2]));

        Assert.Equal(RoutingProblems.All, listed);
    }

    [Fact]
    public void The_document_of_sessions_lists_exactly_what_is_recorded()
    {
        var listed = Rows("docs/sessions.md").Where(cells => cells.Length == 2 && cells[0].StartsWith('`'))
            .Select(cells => new ActivityKind(cells[0].Trim('`'), cells[1]));

        Assert.Equal(ActivityKinds.All.OrderBy(kind => kind.Code), listed.OrderBy(kind => kind.Code));
    }

    [Fact]
    public void The_document_of_consent_lists_exactly_the_words_and_the_kinds_of_evidence()
    {
        var rows = Rows("docs/consent.md").ToList();
        var words = rows.Where(cells => cells.Length == 3 && cells[0].Length == 2).Select(cells => string.Join('|', cells));
        var kinds = rows.Where(cells => cells.Length == 2 && cells[0].StartsWith('`')).Select(cells => new EvidenceKind(cells[0].Trim('`'), cells[1]));

        Assert.Equal(ConsentWords.All.Select(one => $"{one.Language}|{string.Join(", ", one.Stop)}|{string.Join(", ", one.Start)}"), words);
        Assert.Equal(EvidenceKinds.All, kinds);
    }

    [Fact]
    public void The_tests_that_the_threat_model_names_are_there()
    {
        var named = Rows("docs/threat-model.md").Where(cells => cells.Length == 3).SelectMany(cells => InBackticks().Matches(cells[2]))
            .Select(match => match.Groups["name"].Value).Where(name => name.EndsWith("Tests", StringComparison.Ordinal)).ToList();
        var there = typeof(DocsTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet();

        Assert.True(named.Count > 15);
        Assert.All(named, name => Assert.Contains(name, there));
    }

    /// <summary>A list has a setting for each of its items, the first of which ends in __0.</summary>
    [GeneratedRegex(@"^`(?<name>[A-Za-z]+__[A-Za-z]+)(__0)?`")]
    private static partial Regex Setting();

    [GeneratedRegex("^[a-z]+(_[a-z]+)+$")]
    private static partial Regex FailureCode();

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex InBackticks();
}
