using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>Waits for a connection on behalf of what can't be sent again: messages, members that stream, calls with many replies.</summary>
internal sealed class ReadyWaiter<TProtocol>(TimeSpan timeout, CancellationToken cancellationToken) : QueueEntry<TProtocol>
    where TProtocol : struct, IProtocol
{
    private readonly TaskCompletionSource<ClientLink<TProtocol>> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the connection.</summary>
    public Task<ClientLink<TProtocol>> Ready => _ready.Task;

    public override bool IsCancelled => cancellationToken.IsCancellationRequested;

    public override Placement TryStart(ClientLink<TProtocol> link)
    {
        _ready.TrySetResult(link);
        return Placement.Placed;
    }

    public override void EndCancelled() => _ready.TrySetCanceled(cancellationToken);

    public override void EndOverdue(Exception? lastProblem) => _ready.TrySetException(new CallNotSentException(
        $"the client was not connected within {timeout.TotalSeconds:0.###} s{(lastProblem is null ? string.Empty : $": {lastProblem.Message}")}", lastProblem));

    public override void EndFailed(Exception failure) => _ready.TrySetException(failure);

    public override void EndClosed(Exception reason) => _ready.TrySetException(new CallNotSentException(reason.Message, reason));
}
