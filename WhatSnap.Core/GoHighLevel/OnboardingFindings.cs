namespace WhatSnap.Core.GoHighLevel;

/// <summary>How a check ended.</summary>
public enum CheckResult
{
    Passed,

    /// <summary>It works, but not as most people expect.</summary>
    Warning,

    Failed,

    /// <summary>It can't be checked.</summary>
    Unchecked,
}

/// <summary>One thing that is checked of a location, and what a person reads of it.</summary>
public sealed record OnboardingCheck(string Code, string Title);

/// <summary>What a check found: a stable code, a sentence and what to do next.</summary>
public sealed record OnboardingFinding(string Code, CheckResult Result, string Sentence, string NextAction);

/// <summary>All checks of a location, in the order in which people see them; <c>docs/onboarding.md</c> lists the same.</summary>
public static class OnboardingChecks
{
    public static readonly OnboardingCheck Access = new("access", "WhatSnap has access to the location");
    public static readonly OnboardingCheck Scopes = new("scopes", "Everything that WhatSnap needs was allowed");
    public static readonly OnboardingCheck SmsProvider = new("sms_provider", "WhatSnap is the default SMS provider");
    public static readonly OnboardingCheck Duplicates = new("duplicates", "A number is one contact");
    public static readonly OnboardingCheck PublicAddress = new("public_address", "WhatSnap's own address leads to WhatSnap");
    public static readonly OnboardingCheck Events = new("events", "GoHighLevel's events arrive");
    public static readonly OnboardingCheck Deliveries = new("deliveries", "What is written in GoHighLevel arrives");
    public static readonly OnboardingCheck PlatformField = new("platform_field", "Contacts have the platform field");
    public static readonly OnboardingCheck AccountTags = new("account_tags", "Every account's tag is in the location");

    public static readonly IReadOnlyList<OnboardingCheck> All =
        [Access, Scopes, SmsProvider, Duplicates, PublicAddress, Events, Deliveries, PlatformField, AccountTags];
}

/// <summary>Everything that a check can find; <c>docs/onboarding.md</c> lists it and a test compares the two.</summary>
public static class OnboardingFindings
{
    private const string Nothing = "Nothing to do.";

    public static readonly OnboardingFinding AccessRefused = new(
        "access_refused", CheckResult.Failed, "GoHighLevel refuses WhatSnap's calls for this location, although its access is in force.",
        "Check that the location is active in GoHighLevel, then install WhatSnap again in it.");

    public static readonly OnboardingFinding ScopesGranted = new(
        "scopes_granted", CheckResult.Passed, "WhatSnap may do everything that it needs.", Nothing);

    public static readonly OnboardingFinding ScopesMissing = new(
        "scopes_missing", CheckResult.Failed, "WhatSnap was not allowed everything that it needs; what is missing stands below.",
        "Install WhatSnap again in this location. If the same is missing then, ask whoever runs WhatSnap to add it to the app in the developer portal.");

    public static readonly OnboardingFinding ScopesUnknown = new(
        "scopes_unknown", CheckResult.Unchecked, "GoHighLevel has not said yet what WhatSnap may do here.",
        "Check again tomorrow, after the access was renewed, or install WhatSnap again in this location.");

    public static readonly OnboardingFinding ProviderIsOurs = new(
        "provider_is_ours", CheckResult.Passed, "WhatSnap is this location's default SMS provider: answers, workflows and bulk actions go out through it.",
        Nothing);

    public static readonly OnboardingFinding ProviderIsOther = new(
        "provider_is_other", CheckResult.Failed, "Another provider sends this location's texts: answers, workflows and bulk actions bypass WhatSnap without a word.",
        "In the location's settings, under Phone Numbers › Advanced Settings › SMS Provider, choose WhatSnap.");

    public static readonly OnboardingFinding ProviderNotChosen = new(
        "provider_not_chosen", CheckResult.Failed, "GoHighLevel names no default SMS provider for this location: workflows and bulk actions do not reach WhatSnap.",
        "In the location's settings, under Phone Numbers › Advanced Settings › SMS Provider, choose WhatSnap.");

    public static readonly OnboardingFinding ProviderIsAdditional = new(
        "provider_is_additional", CheckResult.Warning, "WhatSnap is set up as an additional channel: the texts of standard workflows and bulk actions do not go out through it.",
        "Nothing, if that is meant. Else ask whoever runs WhatSnap to set GoHighLevel__MessageType to SMS.");

    public static readonly OnboardingFinding ProviderNotConfigured = new(
        "provider_not_configured", CheckResult.Unchecked, "WhatSnap does not know its own provider: its setting GoHighLevel__ConversationProviderId is missing.",
        "Ask whoever runs WhatSnap to set it to the conversation provider's id from the developer portal.");

    public static readonly OnboardingFinding DuplicatesForbidden = new(
        "duplicates_forbidden", CheckResult.Passed, "The location allows one contact per number.", Nothing);

    public static readonly OnboardingFinding DuplicatesAllowed = new(
        "duplicates_allowed", CheckResult.Warning, "The location allows several contacts with one number: messages of one person may be spread over twins.",
        "In the location's settings, under Business Profile, switch off Allow Duplicate Contact, and merge the twins that there are.");

    public static readonly OnboardingFinding AddressAnswers = new(
        "address_answers", CheckResult.Passed, "WhatSnap reaches itself at the address that GoHighLevel posts to.", Nothing);

    public static readonly OnboardingFinding AddressSilent = new(
        "address_silent", CheckResult.Failed, "WhatSnap does not reach itself at its public address, so GoHighLevel hardly can.",
        "Ask whoever runs WhatSnap to look at its setting Host__PublicBaseUrl and at what stands between that address and WhatSnap.");

    public static readonly OnboardingFinding EventsCome = new(
        "events_come", CheckResult.Passed, "Events of this location arrive, with a valid signature.", Nothing);

    public static readonly OnboardingFinding EventsNone = new(
        "events_none", CheckResult.Warning, "No event of this location has come yet.",
        "Change a tag of a contact in GoHighLevel and check again in a minute. If still none has come, ask whoever runs WhatSnap to look at the app's webhook address and events in the developer portal.");

    public static readonly OnboardingFinding DeliveriesCome = new(
        "deliveries_come", CheckResult.Passed, "What is written in GoHighLevel arrives, with a valid signature.", Nothing);

    public static readonly OnboardingFinding DeliveriesNone = new(
        "deliveries_none", CheckResult.Warning, "No message that was written in GoHighLevel has come yet.",
        "Write one to a contact and check again in a minute. If still none has come, look at the check of the SMS provider, then ask whoever runs WhatSnap to look at the provider's Delivery URL in the developer portal.");

    public static readonly OnboardingFinding FieldThere = new(
        "field_there", CheckResult.Passed, "Contacts have the field that shows the platform.", Nothing);

    public static readonly OnboardingFinding FieldMade = new(
        "field_made", CheckResult.Passed, "The field that shows the platform was missing; it was made again, and new contacts get it.", Nothing);

    public static readonly OnboardingFinding TagsThere = new(
        "tags_there", CheckResult.Passed, "Every account's tag is among the location's tags.", Nothing);

    public static readonly OnboardingFinding TagsMade = new(
        "tags_made", CheckResult.Passed, "Tags of accounts were missing among the location's tags; they were made again and stand below.", Nothing);

    public static readonly OnboardingFinding NotCheckedNow = new(
        "not_checked_now", CheckResult.Unchecked, "This can't be checked just now: an answer did not come in time.", "Check again in a minute.");

    public static readonly OnboardingFinding NotAllowed = new(
        "not_allowed", CheckResult.Unchecked, "This can't be checked: GoHighLevel does not let WhatSnap look.",
        "First do what the checks of access and scopes say.");

    public static readonly IReadOnlyList<OnboardingFinding> All =
    [
        .. LocationStates.All.Select(Of), AccessRefused, ScopesGranted, ScopesMissing, ScopesUnknown, ProviderIsOurs, ProviderIsOther,
        ProviderNotChosen, ProviderIsAdditional, ProviderNotConfigured, DuplicatesForbidden, DuplicatesAllowed, AddressAnswers,
        AddressSilent, EventsCome, EventsNone, DeliveriesCome, DeliveriesNone, FieldThere, FieldMade, TagsThere, TagsMade,
        NotCheckedNow, NotAllowed,
    ];

    /// <summary>What the state of a location's access is as a finding.</summary>
    public static OnboardingFinding Of(LocationStatus state) => new(
        state.Code, state == LocationStates.Connected ? CheckResult.Passed : CheckResult.Failed, state.Sentence, state.NextAction);
}
