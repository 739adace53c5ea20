using System.Text.Json;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Takes what the gateway tells of a message that was sent (<c>message.ack</c>): in any order, repeated, also before the answer to the
/// send, because the message's ids are known before.
/// </summary>
public sealed class TakeWhatsAppAck(MessageLinks links, NoteStatus note)
{
    /// <summary>WhatsApp's code for a message to somebody whom a restricted account has never talked with.</summary>
    private const string MayNotWriteFirst = "463";

    public async Task RunAsync(Account account, WahaEvent received, CancellationToken cancellationToken)
    {
        if (Read(received.Payload) is { Id: { Length: > 0 } id, Ack: { } ack } told && StateOf(ack) is { } state)
        {
            await NoteAsync(account, IdOf(id), state, ErrorOf(told.Data), cancellationToken);
        }
    }

    /// <summary>Our state for WAHA's ack; null for one that says nothing.</summary>
    internal static SendState? StateOf(int ack) => ack switch
    {
        -1 => SendStates.Failed,
        1 => SendStates.Sent,
        2 => SendStates.Delivered,
        3 or 4 => SendStates.Read,
        _ => null,
    };

    private async Task NoteAsync(Account account, string id, SendState state, string? error, CancellationToken cancellationToken)
    {
        // What was typed on the phone is none of ours.
        if (await links.FindByProviderAsync(account.LocationId, id, cancellationToken) is not { } sendingId) return;
        if (await links.FindAsync(account.LocationId, sendingId, cancellationToken) is not { PlannedIds: [.., var last] }) return;

        // A message of several has arrived with the last of them, and failed with any.
        if (id != last && state != SendStates.Failed) return;
        var isRestricted = error == MayNotWriteFirst;
        var status = new ProviderStatus(last, state, isRestricted || error is null ? null : $"whatsapp_{error}")
        {
            Failure = isRestricted ? Failures.MayNotWriteFirst : Failures.ProviderRefused,
        };
        await note.RunAsync(account, sendingId, status, cancellationToken);
    }

    private static WireAck? Read(JsonElement payload)
    {
        try
        {
            return payload.Deserialize(WahaJson.Default.WireAck);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The message's own id in <c>true_chat_id</c>.</summary>
    private static string IdOf(string id) => id.Split('_') is [_, _, var own, ..] ? own : id;

    private static string? ErrorOf(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? error.ToString()
            : null;
}
