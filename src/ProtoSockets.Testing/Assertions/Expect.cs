namespace ProtoSockets.Testing;

/// <summary>What a test expects of calls and of bytes. Whatever is otherwise is an <see cref="ExpectationException"/>, which every test framework takes for a failure.</summary>
public static class Expect
{
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    /// <summary>A call ends without having been sent: it is safe to call again.</summary>
    /// <typeparam name="T">What the call would have given.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The exception that it ended with.</returns>
    /// <exception cref="ExpectationException">It ends in another way.</exception>
    public static Task<CallNotSentException> NotSentAsync<T>(ValueTask<T> call) => FailsAsync<CallNotSentException>(call.AsTask());

    /// <summary>A call was sent, and its connection ends before the answer: its outcome is unknown.</summary>
    /// <typeparam name="T">What the call would have given.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The exception that it ended with.</returns>
    /// <exception cref="ExpectationException">It ends in another way.</exception>
    public static Task<CallLostException> OutcomeUnknownAsync<T>(ValueTask<T> call) => FailsAsync<CallLostException>(call.AsTask());

    /// <summary>A call's deadline passes before the answer.</summary>
    /// <typeparam name="T">What the call would have given.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The exception that it ended with.</returns>
    /// <exception cref="ExpectationException">It ends in another way.</exception>
    public static Task<CallTimedOutException> TimedOutAsync<T>(ValueTask<T> call) => FailsAsync<CallTimedOutException>(call.AsTask());

    /// <summary>The peer refuses a call.</summary>
    /// <typeparam name="T">What the call would have given.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>The exception that it ended with: <see cref="CallRefusedException.Code"/> and <see cref="CallRefusedException.Error"/> say why.</returns>
    /// <exception cref="ExpectationException">It ends in another way.</exception>
    public static Task<CallRefusedException> RefusedAsync<T>(ValueTask<T> call) => FailsAsync<CallRefusedException>(call.AsTask());

    /// <summary>A task ends with an exception of a type.</summary>
    /// <typeparam name="TException">The type, or one that it derives from.</typeparam>
    /// <param name="task">The task.</param>
    /// <returns>The exception.</returns>
    /// <exception cref="ExpectationException">It ends well, or with another exception.</exception>
    public static async Task<TException> FailsAsync<TException>(Task task)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(task);
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (TException expected)
        {
            return expected;
        }
#pragma warning disable CA1031 // Whatever it is, it is not what was expected.
        catch (Exception other)
#pragma warning restore CA1031
        {
            throw new ExpectationException($"A {typeof(TException).Name} was expected, and there was a {other.GetType().Name}: {other.Message}", other);
        }

        throw new ExpectationException($"A {typeof(TException).Name} was expected, and all went well.");
    }

    /// <summary>A task ends in time, by the machine's own clock.</summary>
    /// <param name="task">The task; whether it failed is not looked at.</param>
    /// <param name="what">What it is, for the message: "the client".</param>
    /// <param name="patience">How long to wait; null for 30 s.</param>
    /// <returns>A task that ends with it.</returns>
    /// <exception cref="ExpectationException">It does not.</exception>
    public static async Task EndsAsync(Task task, string what = "the task", TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        TimeSpan limit = patience ?? DefaultPatience;
        if (await Task.WhenAny(task, Task.Delay(limit)).ConfigureAwait(false) != task)
        {
            throw new ExpectationException($"It was expected that {what} ends, and it has not within {limit.TotalSeconds:0.###} s.");
        }
    }

    /// <summary>A record is read back as it was written.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="from">Who sends it.</param>
    /// <exception cref="ExpectationException">It is not.</exception>
    public static void RoundTrips<T>(T value, Side from = Side.Both)
        where T : IWireSerializable<T> => Golden.Matches(value, Golden.Hex(Golden.Bytes(value, from)), from);

    /// <summary>Bytes are refused as a record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="hex">The bytes, in hexadecimal.</param>
    /// <param name="atOffset">Where the fault is; null for anywhere.</param>
    /// <param name="from">Who sent them.</param>
    /// <returns>What is wrong with them.</returns>
    /// <exception cref="ExpectationException">They are read, or the fault is elsewhere.</exception>
    public static WireError Malformed<T>(string hex, int? atOffset = null, Side from = Side.Both)
        where T : IWireSerializable<T>
    {
        byte[] bytes = Golden.Parse(hex);
        WireReader reader = new(bytes, isComplete: true, from);
        if (T.TryRead(ref reader, out T value) && reader.TryEnd())
        {
            throw new ExpectationException($"The bytes were expected to be malformed, and are read as {value}.\n{Runtime.WireDump.Describe<T>(bytes, from)}");
        }

        WireError error = reader.Error!;
        return atOffset is null || error.Offset == atOffset
            ? error
            : throw new ExpectationException($"A fault was expected at offset {atOffset}, and it is at {error.Offset}: {error}\n{Runtime.WireDump.Describe<T>(bytes, from)}");
    }

    /// <summary>A record that ends too early is refused, wherever it ends.</summary>
    /// <typeparam name="T">The record; not one that ends with the bytes, whatever they are.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="from">Who sends it.</param>
    /// <exception cref="ExpectationException">A part of it is taken for a whole.</exception>
    public static void CutIsMalformed<T>(T value, Side from = Side.Both)
        where T : IWireSerializable<T>
    {
        byte[] bytes = Golden.Bytes(value, from);
        for (int length = 0; length < bytes.Length; length++)
        {
            WireReader reader = new(bytes.AsMemory(0, length), isComplete: true, from);
            if (T.TryRead(ref reader, out T part))
            {
                throw new ExpectationException($"Of {bytes.Length} bytes the first {length} are taken for a whole: {part}");
            }
        }
    }
}
