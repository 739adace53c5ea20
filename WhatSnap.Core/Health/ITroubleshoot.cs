using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;

namespace WhatSnap.Core.Health;

/// <summary>Looks for what is wrong with the accounts of one kind; there is one for each kind.</summary>
public interface ITroubleshoot
{
    Platform Platform { get; }

    /// <summary>The checks of an account, each done now and on its own; they change nothing.</summary>
    /// <returns>One task for each check; none of them fails because its provider does not answer.</returns>
    IReadOnlyList<Task<IReadOnlyList<StepView>>> Run(Account account, CancellationToken cancellationToken);
}
