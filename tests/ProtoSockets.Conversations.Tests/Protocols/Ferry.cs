using System.Threading.Channels;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A protocol in the default envelope whose calls are under way for as long as the test wants.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 1200)]
public sealed partial class Ferry
{
    /// <summary>Answered when the test says so, or given up.</summary>
    [Request<Docked>(1)]
    public readonly partial record struct Sail(int Key);

    [Reply(2)]
    public readonly partial record struct Docked(int Key);

    /// <summary>Answered at once.</summary>
    [Request<Docked>(3)]
    public readonly partial record struct Hail(int Key);
}

/// <summary>The ferry's server: tells what it was handed, and what became of it.</summary>
internal sealed class FerryHandler : Ferry.IServerHandler
{
    private readonly TaskCompletionSource _docking = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The calls that have set off, each with its token.</summary>
    public Channel<(int Key, CancellationToken Token)> Sailing { get; } = Channel.CreateUnbounded<(int, CancellationToken)>();

    /// <summary>The calls that were given up.</summary>
    public Channel<int> TurnedBack { get; } = Channel.CreateUnbounded<int>();

    /// <summary>Calls of which something was left behind that was told of a cancellation.</summary>
    public Channel<int> LeftBehind { get; } = Channel.CreateUnbounded<int>();

    /// <summary>Lets all calls end.</summary>
    public void Dock() => _docking.TrySetResult();

    public async ValueTask<Ferry.Docked> SailAsync(Ferry.Sail request, Ferry.Session session, CancellationToken cancellationToken)
    {
        Sailing.Writer.TryWrite((request.Key, cancellationToken));
        try
        {
            await _docking.Task.WaitAsync(cancellationToken);
            return new Ferry.Docked(request.Key);
        }
        catch (OperationCanceledException)
        {
            TurnedBack.Writer.TryWrite(request.Key);
            throw;
        }
    }

    public ValueTask<Ferry.Docked> HailAsync(Ferry.Hail request, Ferry.Session session, CancellationToken cancellationToken)
    {
        // Nobody disposes of it.
        _ = cancellationToken.Register(() => LeftBehind.Writer.TryWrite(request.Key));
        return new(new Ferry.Docked(request.Key));
    }
}
