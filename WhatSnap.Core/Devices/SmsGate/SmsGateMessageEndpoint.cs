using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// <c>/sms/message</c>: what the phone is to send (<c>GET</c>, safe to repeat), and what became of it (<c>PATCH</c>). An unknown id is no error:
/// the app would send it again. Of a contact there is one message at a time, so that the order that the app asks for is of no interest.
/// </summary>
public sealed class SmsGateMessageEndpoint(SmsGateDoor door, GiveToPhone give, NotePhoneState note)
{
    private const int LargestBody = 256 * 1024;
    private const int MostItems = 100;

    public Task<IResult> HandleGetAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, async (device, _, account) => Results.Json(
            SmsGateDoor.Serves(device, account) ? await give.RunAsync(account, device, SmsGateApp.CanCancel(request), cancellationToken) : [],
            SmsGateJson.Default.IReadOnlyListPhoneMessage), cancellationToken);

    public Task<IResult> HandlePatchAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, (device, _, account) => NoteAllAsync(request, device, account, cancellationToken), cancellationToken);

    private async Task<IResult> NoteAllAsync(HttpRequest request, Device device, Account account, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType()) return DeviceRefusals.NotJson.Answer();
        if (await BoundedBody.ReadAsync(request, LargestBody, cancellationToken) is not { } bytes) return DeviceRefusals.TooLarge.Answer();
        if (Read(bytes) is not { } told) return DeviceRefusals.BodyInvalid.Answer();
        foreach (var (id, state, error) in told) await note.RunAsync(account, device, id, state, error, cancellationToken);
        return Results.NoContent();
    }

    /// <summary>Each message has one receiver, so that its state is the message's.</summary>
    private static List<(string Id, string State, string? Error)>? Read(byte[] bytes)
    {
        try
        {
            var body = JsonElement.Parse(bytes);
            if (body.ValueKind != JsonValueKind.Array || body.GetArrayLength() > MostItems) return null;
            List<(string, string, string?)> told = [];
            foreach (var one in body.EnumerateArray())
            {
                if (one.Text("id") is not { } id || one.Text("state") is not { } state) return null;
                told.Add((id, state, ErrorIn(one.Member("recipients"))));
            }

            return told;
        }
        catch (Exception malformed) when (JsonText.IsMalformed(malformed))
        {
            return null;
        }
    }

    private static string? ErrorIn(JsonElement recipients) => recipients.ValueKind == JsonValueKind.Array
        ? recipients.EnumerateArray().Select(one => one.Text("error")).FirstOrDefault(error => error is not null)
        : null;
}
