namespace WhatSnap.Core.GoHighLevel;

/// <summary>What this worker may have of a location's window, and what it learns for the next time that it is divided.</summary>
internal sealed class OwnClaim
{
    /// <summary>What a worker may have before it knows what the others have, and when it could not say for a while that it is there.</summary>
    private const int Least = 4;

    /// <summary>At first it takes that part of what is left.</summary>
    private const int FirstPart = 8;
    private TimeSpan _saidAt;
    private TimeSpan _ends;
    private bool _isShort;
    private int? _fewest;

    /// <summary>What is being said, until it is stored.</summary>
    private bool _saysShort;
    private int? _saysFewest;
    private bool _wasShort;

    /// <summary>Calls that may stand in the window.</summary>
    public int Calls { get; private set; }

    /// <summary>True when there is work for more calls, and there was not when that was last said.</summary>
    public bool IsShortAnew => _isShort && !_wasShort;

    /// <summary>The calls that may stand in the window now.</summary>
    public int At(TimeSpan now) => now > _ends ? Math.Min(Calls, Least) : Calls;

    /// <summary>The location comes near its limit: nobody has divided anything yet, and what was known of the last time is over.</summary>
    public void Begin(int used, int remaining, TimeSpan at)
    {
        (Calls, _ends) = (Math.Max(Least, used + (remaining / FirstPart)), at + CallClaim.Lasts);
        (_isShort, _saysShort, _wasShort) = (false, false, false);
        (_fewest, _saysFewest) = (remaining, null);
    }

    /// <summary>An answer shows how many calls are left.</summary>
    public void See(int remaining) => _fewest = CallClaims.Fewer(_fewest, remaining);

    /// <summary>There is work that has to wait for its call.</summary>
    public void Miss() => _isShort = true;

    /// <summary>Divides the window anew. What is given away is gone at once; what is added waits until it is stored (<see cref="Take"/>).</summary>
    /// <param name="claims">The claims of all.</param>
    /// <param name="worker">This worker.</param>
    /// <param name="used">Its calls that stand in the window.</param>
    /// <param name="window">How many calls a window has, and how long it is.</param>
    /// <param name="now">When, for all.</param>
    /// <param name="at">The same on this worker's clock.</param>
    public (CallClaims Claims, int Calls) Offer(CallClaims claims, string worker, int used, RateWindow window, DateTimeOffset now, TimeSpan at)
    {
        (_saysShort, _saysFewest) = (_saysShort || _isShort, CallClaims.Fewer(_saysFewest, _fewest));
        (_saidAt, _isShort, _fewest) = (at, false, null);
        var offer = claims.With(new CallDemand(worker, Calls, used, _saysShort, _saysFewest), window, now);
        Calls = Math.Min(Calls, offer.Calls);
        return offer;
    }

    /// <summary>The claim is stored.</summary>
    public void Take(int calls)
    {
        (Calls, _ends) = (calls, _saidAt + CallClaim.Lasts);
        (_wasShort, _saysShort, _saysFewest) = (_saysShort, false, null);
    }
}
