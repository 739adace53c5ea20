using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Messages;

/// <summary>Works on the outbound lane that a queue message names.</summary>
public sealed class QueueSendOutbound(WorkOnLane work)
{
    [Function(nameof(QueueSendOutbound))]
    public Task RunAsync([QueueTrigger(QueueNames.SendOutbound, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        work.RunAsync(body, cancellationToken);
}

/// <summary>Puts poisoned work on outbound lanes back.</summary>
public sealed class QueueReturnOutbound(ReturnPoison returnPoison)
{
    [Function(nameof(QueueReturnOutbound))]
    public Task RunAsync([QueueTrigger(QueueNames.SendOutboundPoison, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        returnPoison.RunAsync(body, cancellationToken);
}

/// <summary>Tells GoHighLevel what became of a message.</summary>
public sealed class QueueReportStatus(ReportStatus report)
{
    [Function(nameof(QueueReportStatus))]
    public Task RunAsync([QueueTrigger(QueueNames.ReportStatus, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        report.RunAsync(body, cancellationToken);
}

/// <summary>Puts poisoned reports back.</summary>
public sealed class QueueReturnReports(ReportStatus report)
{
    [Function(nameof(QueueReturnReports))]
    public Task RunAsync([QueueTrigger(QueueNames.ReportStatusPoison, Connection = HostStorage.Connection)] string body, CancellationToken cancellationToken) =>
        report.ReturnAsync(body, cancellationToken);
}
