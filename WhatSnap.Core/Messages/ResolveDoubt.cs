using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Finds out whether a row whose try was cut off stands in GoHighLevel. The lane's timing makes sure that the try can't
/// still be running; GoHighLevel has no idempotency key, so the row is known by its own date, its text and its attachments.
/// </summary>
public sealed class ResolveDoubt(GoHighLevelMessages crm, LaneTable lanes)
{
    /// <summary>GoHighLevel may round dates to whole seconds, either way.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>GoHighLevel's id of the row now tried, or null when it is not there.</summary>
    public async Task<string?> FindAsync(
        LaneView view, LaneHead head, string contactId, PreparedContent content, bool isOutbound, CancellationToken cancellationToken)
    {
        var date = head.Date!.Value;
        var listed = await crm.ListAsync(view.Lane.LocationId, contactId, date - (Rounding * 2), cancellationToken);
        var alike = listed
            .Where(message => message.Direction == GoHighLevelMessages.DirectionOf(isOutbound)
                && (message.DateAdded - date).Duration() <= Rounding
                && message.AttachmentCount == content.Attachments.Count
                && message.Body.Trim() == content.Text.Trim())
            .OrderBy(message => (message.DateAdded - date).Duration());
        foreach (var message in alike)
        {
            if (!await IsKnownAsync(view, message.MessageId, cancellationToken)) return message.MessageId;
        }

        return null;
    }

    private async Task<bool> IsKnownAsync(LaneView view, string messageId, CancellationToken cancellationToken)
    {
        foreach (var lane in view.MergedFrom.Prepend(view.Lane))
        {
            if (await lanes.IsKnownAsync(lane, messageId, cancellationToken)) return true;
        }

        return false;
    }
}
