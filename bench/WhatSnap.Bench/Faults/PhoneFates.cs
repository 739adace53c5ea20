using WhatSnap.Bench.Devices;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Android;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Faults;

/// <summary>With which messages of a cell from and to phones something went wrong, by their ids; one too many stands there once for each.</summary>
internal sealed record PhoneFates(
    IReadOnlyList<string> Lost, IReadOnlyList<string> Duplicated, IReadOnlyList<string> OutOfOrder, IReadOnlyList<string> Changed)
{
    /// <summary>GoHighLevel keeps seconds.</summary>
    private static readonly TimeSpan DateMargin = TimeSpan.FromSeconds(1.5);

    /// <param name="cell">The cell.</param>
    /// <param name="sent">What other phones got, in the order of each phone.</param>
    /// <param name="crm">GoHighLevel.</param>
    /// <param name="copies">Its messages, by the ids under which WhatSnap names them.</param>
    /// <param name="given">The ids of what WhatSnap gave up, and told so.</param>
    public static PhoneFates Of(
        FaultCell cell, IReadOnlyList<SentText> sent, GoHighLevelWorld crm, ILookup<string, SimulatedMessage> copies, IReadOnlySet<string> given)
    {
        var stored = cell.PhoneTexts.Where(text => copies[text.Id].Any()).ToList();
        var answers = DeviceVerdict.Of(
            [], cell.PhoneAnswers, sent, new HashSet<string>(), crm, Enumerable.Empty<string>().ToLookup(one => one),
            given.ToDictionary(id => id, _ => SendStates.Failed, StringComparer.Ordinal));
        return new PhoneFates(
            [.. cell.PhoneTexts.Where(text => !copies[text.Id].Any() && !given.Contains(text.Id)).Select(text => text.Id), .. answers.LostOut.Select(answer => answer.Id)],
            [.. cell.PhoneTexts.SelectMany(text => Enumerable.Repeat(text.Id, Math.Max(0, copies[text.Id].Count() - 1))), .. answers.DoubledOut.Select(answer => answer.Id)],
            [
                .. stored.GroupBy(text => text.From).SelectMany(sender => DeviceVerdict.Overtaken(sender.OrderBy(text => copies[text.Id].First().Sequence))).Select(text => text.Id),
                .. answers.OutOfOrderOut.Select(answer => answer.Id),
            ],
            [.. stored.Where(text => IsChanged(text, copies[text.Id].First())).Select(text => text.Id)]);
    }

    private static bool IsChanged(ReceivedText text, SimulatedMessage copy) =>
        copy.Body != text.Text || copy.Attachments.Count != text.Pictures || (copy.DateAdded - text.Date).Duration() > DateMargin;
}
