using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.StreamedCalls;

/// <summary>What a client sends, counted as it is asked for.</summary>
internal sealed class Source(int count) : IAsyncEnumerable<Weir.Bucket>
{
    private readonly Lock _gate = new();
    private readonly List<(int Number, TaskCompletionSource Reached)> _waiting = [];
    private int _given;

    /// <summary>Whether it waits behind the last item, for <see cref="GoOn"/> or its token, rather than end; it gives two more then.</summary>
    public bool GoesOn { get; init; }

    public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Given => Volatile.Read(ref _given);

    public Task Reached(int number)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_given >= number)
            {
                return Task.CompletedTask;
            }

            _waiting.Add((number, reached));
        }

        return reached.Task;
    }

    public IAsyncEnumerator<Weir.Bucket> GetAsyncEnumerator(CancellationToken cancellationToken = default) => RunAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    private async IAsyncEnumerable<Weir.Bucket> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (int number = 1; number <= count; number++)
            {
                Note(number);
                yield return new Weir.Bucket(number);
            }

            if (GoesOn)
            {
                await GoOn.Task.WaitAsync(cancellationToken);
                yield return new Weir.Bucket(count + 1);
                yield return new Weir.Bucket(count + 2);
            }
        }
        finally
        {
            Left.TrySetResult();
        }
    }

    private void Note(int number)
    {
        lock (_gate)
        {
            _given = number;
            foreach ((int wanted, TaskCompletionSource reached) in _waiting)
            {
                if (wanted <= number)
                {
                    reached.TrySetResult();
                }
            }
        }
    }
}
