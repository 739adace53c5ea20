using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.Messages;

/// <summary>Registers the messages and contacts slices.</summary>
public static class MessagesRegistration
{
    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.AddSingleton<Aliases>();
        services.AddSingleton<LaneTable>();
        services.AddSingleton<OversizedBodies>();
        services.AddSingleton<MarkerRetention>();
        services.AddSingleton<MediaStore>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<MessageIndex>();
        services.AddTransient<ReadHindrances>();
        services.AddTransient<ReplayLetters>();
        services.AddTransient<ResolveLetters>();
        services.AddSingleton<MessageLinks>();
        services.AddSingleton<TrafficDays>();
        services.AddTransient<LocationDays>();
        services.AddTransient<StartCounts>();
        services.AddTransient<CountMessages>();
        services.AddSingleton<KnownContacts>();
        services.AddSingleton<TurnTable>();
        services.AddSingleton<AdmitWork>();
        services.AddTransient<RowGuards>();
        services.AddTransient<AcceptRow>();
        services.AddTransient<AcceptInbound>();
        services.AddTransient<KnownMessages>();
        services.AddTransient<AcceptOutbound>();
        services.AddTransient<ChooseAccount>();
        services.AddTransient<ReadContact>();
        services.AddTransient<KeepOneTag>();
        services.AddTransient<FindTagProblems>();
        services.AddTransient<AssignContact>();
        services.AddTransient<FindOrCreateContact>();
        services.AddTransient<GiveNumber>();
        services.AddTransient<SetAccountTag>();
        services.AddTransient<ContactDirectory>();
        services.AddTransient<PrepareMedia>();
        services.AddTransient<ResolveDoubt>();
        services.AddTransient<NoteMirrored>();
        services.AddTransient<PostInbound>();
        services.AddTransient<Providers>();
        services.AddTransient<SendOutbound>();
        services.AddTransient<NoteStatus>();
        services.AddTransient<ReportStatus>();
        services.AddTransient<LaneDirections>();
        services.AddTransient<FinishRow>();
        services.AddTransient<DrainLane>();
        services.AddTransient<AdoptEarly>();
        services.AddTransient<WorkOnLane>();
        services.AddTransient<MergeLanes>();
        services.AddTransient<MoveRows>();
        services.AddTransient<JoinIdentities>();
        services.AddTransient<FetchMedia>();
        services.AddTransient<ReturnPoison>();
        services.AddTransient<PurgeBodies>();
        services.AddTransient<PurgeExpired>();
        services.AddTransient<MediaEndpoint>();
        return services;
    }
}
