namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Everything that the simulated Twilio answers, except its media.</summary>
public static class TwilioEndpoints
{
    public static void Map(WebApplication application, TwilioWorld world, Uri mediaStore)
    {
        new TwilioApi(world, mediaStore).Map(application);
        TwilioControl.Map(application, world);
    }
}
