using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Consent;

/// <summary>Says whether a contact may be written to, by the one row that is read of it anyway.</summary>
public static class MayWrite
{
    /// <summary>Why a message may not go out through an account of a platform; null when it may.</summary>
    public static Failure? Refusal(KnownContact? contact, Platform platform) => contact switch
    {
        { IsStopped: true } => Failures.OptedOut,
        { Dnd: { } dnd } when dnd.Blocks(platform) => Failures.DoNotDisturb,
        _ => null,
    };
}
