using ProtoSockets.Soak.Protocols;
using ProtoSockets.Testing;

namespace ProtoSockets.Soak;

/// <summary>What the handlers do: they note each call, take their time, and now and then refuse.</summary>
internal sealed class CallWork(CallBook book, TestClock clock)
{
    /// <summary>Handles a call. The bytes are borrowed, and have to stay what they are until this ends.</summary>
    /// <exception cref="CallRefusedException">The call is one of those that are refused.</exception>
    public async ValueTask DoAsync(int number, ReadOnlyMemory<byte> load, CancellationToken cancellationToken)
    {
        book.Handled(number);
        Check(number, load);
        switch (number % 16)
        {
            case 1 or 5:
                await Task.Yield();
                break;
            case 7:
                await Task.Delay(TimeSpan.FromMilliseconds(number % 40), clock, cancellationToken);
                break;
            case 11 when number % 5 == 0:
                await Task.Yield();
                throw new CallRefusedException("not this one");
        }

        Check(number, load);
    }

    private void Check(int number, ReadOnlyMemory<byte> load)
    {
        if (!Load.IsOf(number, load.Span))
        {
            book.Find(Fault.Lost, $"call {number} reached its handler with other bytes than it was sent with");
        }
    }
}
