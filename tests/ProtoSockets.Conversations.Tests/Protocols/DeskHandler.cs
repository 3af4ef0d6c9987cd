using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>The desk's server: answers at once, when the test says so, or never; remembers what came.</summary>
internal sealed class DeskHandler : Desk.IServerHandler
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<long>> _held = new();
    private readonly Channel<int> _holding = Channel.CreateUnbounded<int>();
    private int _running;

    /// <summary>The keys of calls that have begun to wait.</summary>
    public ChannelReader<int> Holding => _holding.Reader;

    public Channel<int> Notes { get; } = Channel.CreateUnbounded<int>();

    public Channel<Desk.Session> Connected { get; } = Channel.CreateUnbounded<Desk.Session>();

    public Channel<Exception?> Disconnected { get; } = Channel.CreateUnbounded<Exception?>();

    /// <summary>The most handlers that ever ran at a time.</summary>
    public int MostRunning { get; private set; }

    /// <summary>Called in each addition, on the thread that handles it.</summary>
    public Action? Adding { get; init; }

    public void Release(int key, long value) => Held(key).TrySetResult(value);

    public ValueTask ConnectedAsync(Desk.Session session, CancellationToken cancellationToken)
    {
        Connected.Writer.TryWrite(session);
        return default;
    }

    public ValueTask DisconnectedAsync(Desk.Session session, Exception? reason)
    {
        Disconnected.Writer.TryWrite(reason);
        return default;
    }

    public ValueTask<Desk.Sum> AddAsync(Desk.Add request, Desk.Session session, CancellationToken cancellationToken)
    {
        Adding?.Invoke();
        return new(new Desk.Sum((long)request.Left + request.Right));
    }

    public async ValueTask<Desk.Sum> HoldAsync(Desk.Hold request, Desk.Session session, CancellationToken cancellationToken)
    {
        int running = Interlocked.Increment(ref _running);
        MostRunning = Math.Max(MostRunning, running);
        try
        {
            _holding.Writer.TryWrite(request.Key);
            return new Desk.Sum(await Held(request.Key).Task.WaitAsync(cancellationToken));
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public ValueTask<Desk.Blob> FetchAsync(Desk.Fetch request, Desk.Session session, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[request.Size];
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)index;
        }

        return new(new Desk.Blob(bytes));
    }

    public ValueTask<Desk.Sum> FailAsync(Desk.Fail request, Desk.Session session, CancellationToken cancellationToken) => request.How switch
    {
        "refuse" => throw new CallRefusedException("not today"),
        "elsewhere" => throw new TryElsewhereException(RefusalCode.Overloaded, TimeSpan.FromSeconds(3), "over there"),
        "throw" => throw new InvalidTimeZoneException("secret"),
        _ => ThrowLaterAsync(),
    };

    public async ValueTask NoteAsync(Desk.Note message, Desk.Session session, CancellationToken cancellationToken)
    {
        Notes.Writer.TryWrite(message.Number);
        await session.NoticeAsync(new Desk.Notice(message.Number), cancellationToken);
    }

    private static async ValueTask<Desk.Sum> ThrowLaterAsync()
    {
        await Task.Yield();
        throw new InvalidTimeZoneException("secret");
    }

    private TaskCompletionSource<long> Held(int key) =>
        _held.GetOrAdd(key, static _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
}
