using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>Whether a queue message may be worked on now.</summary>
public abstract record WorkEntry
{
    private WorkEntry()
    {
    }

    /// <summary>It may; it is left by disposing of it.</summary>
    public sealed record Entered : WorkEntry, IDisposable
    {
        private readonly Action _leave;
        private readonly CallPass _pass;

        internal Entered(Action leave, CallPass pass) => (_leave, _pass) = (leave, pass);

        /// <summary>Its pass is for what the caller does from here on.</summary>
        public void Use() => _pass.Use();

        public void Dispose()
        {
            _pass.Dispose();
            _leave();
        }
    }

    /// <summary>Its location has its share already.</summary>
    /// <param name="Delay">When it comes again.</param>
    /// <param name="Slot">Its place in the line of its location; null when it has none.</param>
    public sealed record Later(TimeSpan Delay, DateTimeOffset? Slot) : WorkEntry;
}
