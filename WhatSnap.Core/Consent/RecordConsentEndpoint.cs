using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Consent;

/// <summary><c>POST /api/consent</c>: a person records that a contact opted out or takes messages again, and where that came from.</summary>
public sealed class RecordConsentEndpoint(
    ChangeGuard guard, RecordConsent record, ConsentTable consents, KnownContacts contacts, GoHighLevelContacts crm, AccountTable accounts,
    TimeProvider time)
{
    private const int LargestBody = 4 * 1024;
    private const int LongestNote = 300;

    /// <summary>As many digits in a row as no number of a phone has.</summary>
    private const int MostDigits = 6;

    private const string TwilioStays =
        "Twilio still refuses texts from the number that got the opt-out. WhatSnap can't undo that: only the contact can, by texting START to it (UNSTOP for toll-free numbers).";

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Reroute, ActivityKinds.ConsentChanged, null, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, ConsentJson.Default.ConsentRequest, LargestBody, cancellationToken);
            if (body is null) return refusal!;
            if (Problem(body) is { } problem) return problem;
            var before = await consents.FindAsync(session.LocationId, body.ContactId!, cancellationToken);
            if (!await IsThereAsync(session.LocationId, body.ContactId!, cancellationToken))
            {
                return Answers.Refuse(
                    StatusCodes.Status404NotFound, "GoHighLevel does not know this contact, or did not answer.", "Look at the contact in GoHighLevel, then try again.");
            }

            var entry = new ConsentEntry(
                session.LocationId, body.ContactId!, body.State == ConsentView.Stopped, time.GetUtcNow(), EvidenceKinds.ByHand,
                RandomNumberGenerator.GetHexString(16, lowercase: true))
            {
                Detail = body.Note!.Trim(),
                UserId = session.UserId,
            };
            var state = await record.RunAsync(entry, tellsAtOnce: true, cancellationToken);
            var notice = !entry.IsStop && await IsStoppedAtTwilioAsync(before, cancellationToken) ? TwilioStays : null;
            return await ShowAsync(entry, state, notice, cancellationToken);
        }, cancellationToken);

    private async Task<IResult> ShowAsync(ConsentEntry entry, ConsentState? state, string? notice, CancellationToken cancellationToken)
    {
        var now = await consents.FindAsync(entry.LocationId, entry.ContactId, cancellationToken) ?? state;
        var known = await contacts.FindAsync(entry.LocationId, entry.ContactId, cancellationToken);
        return Results.Json(ConsentView.Of(entry.ContactId, now, known?.Dnd, [entry], notice), ConsentJson.Default.ConsentView);
    }

    private static IResult? Problem(ConsentRequest body)
    {
        if (body.ContactId is null || !GoHighLevelId.IsId(body.ContactId)) return Answers.Wrong("contactId is missing or not the id of a contact.", "Send GoHighLevel's id of the contact.");
        if (body.State is not (ConsentView.Stopped or ConsentView.Started)) return Answers.Wrong("state is neither stopped nor started.", "Send stopped for an opt-out, started for a consent.");
        var note = body.Note?.Trim() ?? "";
        if (note.Length is 0 or > LongestNote || note.Any(char.IsControl)) return Answers.Wrong("note is missing or too long.", $"Write where it came from, such as the form or the call, in one line of at most {LongestNote} letters.");
        return HoldsNumber(note) ? Answers.Wrong("note looks as if it held a phone number.", "Leave the number out: the contact is named by its id.") : null;
    }

    /// <summary>True for more digits than a date or a time has, with nothing but blanks and signs between them.</summary>
    private static bool HoldsNumber(string note)
    {
        var digits = 0;
        foreach (var letter in note)
        {
            if (char.IsDigit(letter)) digits++;
            else if (letter is not (' ' or '(' or ')' or '+')) digits = 0;
            if (digits > MostDigits) return true;
        }

        return false;
    }

    private async Task<bool> IsThereAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        if (await contacts.FindAsync(locationId, contactId, cancellationToken) is not null) return true;
        try
        {
            await crm.ReadAsync(locationId, contactId, cancellationToken);
            return true;
        }
        catch (GoHighLevelException)
        {
            return false;
        }
    }

    private async Task<bool> IsStoppedAtTwilioAsync(ConsentState? before, CancellationToken cancellationToken) =>
        before is { IsStopped: true, Entry: { AccountId: { } accountId } entry }
        && (entry.Evidence == EvidenceKinds.Refusal || (await accounts.FindAsync(entry.LocationId, accountId, cancellationToken))?.Twilio is not null);

}
