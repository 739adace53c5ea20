using WhatSnap.Core.Messages;
using static WhatSnap.Tests.Fixture.Documents;

namespace WhatSnap.Tests.Messages;

/// <summary>What the document of messages lists is what the code has.</summary>
public sealed class MessagesDocumentTests
{
    [Fact]
    public void The_document_of_messages_has_the_states_of_lists_and_the_reasons_to_wait_with_their_words()
    {
        var rows = Rows("docs/messages.md").Where(cells => cells[0].StartsWith('`')).ToList();
        var states = rows.Where(cells => cells.Length == 2).Select(cells => new ListedState(cells[0].Trim('`'), cells[1]));
        var reasons = rows.Where(cells => cells.Length == 3).Select(cells => new WaitReason(cells[0].Trim('`'), cells[1], cells[2]));

        Assert.Equal(ListedStates.All, states.Where(state => ListedStates.Codes.Contains(state.Code)));
        Assert.Equal(WaitReasons.All, reasons);
    }
}
