using System.Collections.Concurrent;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A request whose codec, which is a user's code, throws what nobody expects.</summary>
[Protocol]
public sealed partial class Grumbles
{
    [Request<Answer>(1), Idempotent]
    public readonly partial record struct Ask([Codec<GrumblingCodec>] int Number);

    [Reply(2)]
    public readonly partial record struct Answer(int Number);
}

/// <summary>Throws, once it is told to, when it writes a negative number; an odd one it writes once.</summary>
public readonly struct GrumblingCodec : IWireCodec<int>
{
    private static readonly ConcurrentDictionary<int, int> Written = new();

    [ThreadStatic]
    private static Action? t_sizing;

    /// <summary>Whether it throws. For good: whoever else makes use of these messages, as the fuzzer does, finds a codec as it should be.</summary>
    public static bool IsGrumbling { private get; set; }

    /// <summary>What this thread does when it is asked for the size of a number: then a call waits for its reply already, and its frame is not begun.</summary>
    public static Action? Sizing
    {
        set => t_sizing = value;
    }

    public static bool TryRead(ref WireReader reader, out int value)
    {
        bool isRead = reader.TryTake(sizeof(int), out ReadOnlySpan<byte> bytes);
        value = isRead ? System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes) : 0;
        return isRead;
    }

    public static void Write(ref WireWriter writer, int value)
    {
        if (IsGrumbling && (value < 0 || (int.IsOddInteger(value) && Written.AddOrUpdate(value, 1, static (_, count) => count + 1) > 1)))
        {
            throw new ArithmeticException($"not {value}");
        }

        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(writer.Take(sizeof(int)), value);
    }

    public static int GetSize(int value)
    {
        t_sizing?.Invoke();
        return sizeof(int);
    }
}
