namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Says how often it is written.</summary>
/// <param name="Value">The number.</param>
[Codec<TalliedCodec>]
public readonly record struct Tallied(int Value);

/// <summary>A number in four bytes; counts how often each is written.</summary>
public sealed class TalliedCodec : IWireCodec<Tallied>
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> Counts = new();

    /// <summary>How often a number was written.</summary>
    public static int WrittenOf(int value) => Counts.GetValueOrDefault(value);

    public static bool TryRead(ref WireReader reader, out Tallied value)
    {
        value = default;
        if (!reader.TryTake(sizeof(int), out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        value = new Tallied(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes));
        return true;
    }

    public static void Write(ref WireWriter writer, Tallied value)
    {
        Counts.AddOrUpdate(value.Value, 1, static (_, count) => count + 1);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(writer.Take(sizeof(int)), value.Value);
    }

    public static int GetSize(Tallied value) => sizeof(int);
}

/// <summary>News for all, in its second version.</summary>
[Protocol(Version = 2, MinVersion = 1)]
public sealed partial class Bulletin
{
    [Request<Subscribed>(1)]
    public readonly partial record struct Subscribe(byte Topic);

    [Reply(2)]
    public readonly partial record struct Subscribed(byte Topic);

    [Message(3, From = Side.Server)]
    public readonly partial record struct Item(Tallied Number, [Since(2)] ushort Pages);
}

/// <summary>The same in its first version.</summary>
[Protocol(Version = 1)]
public sealed partial class OldBulletin
{
    [Request<Subscribed>(1)]
    public readonly partial record struct Subscribe(byte Topic);

    [Reply(2)]
    public readonly partial record struct Subscribed(byte Topic);

    [Message(3, From = Side.Server)]
    public readonly partial record struct Item(Tallied Number);
}

/// <summary>News whose second version has something that may be too long.</summary>
[Protocol(Version = 2, MinVersion = 1)]
public sealed partial class Gazette
{
    [Request<Subscribed>(1)]
    public readonly partial record struct Subscribe(byte Topic);

    [Reply(2)]
    public readonly partial record struct Subscribed(byte Topic);

    [Message(3, From = Side.Server)]
    public readonly partial record struct Item(int Number, [Since(2), MaxBytes(9)] string? Note);
}

/// <summary>The same in its first version.</summary>
[Protocol(Version = 1)]
public sealed partial class OldGazette
{
    [Request<Subscribed>(1)]
    public readonly partial record struct Subscribe(byte Topic);

    [Reply(2)]
    public readonly partial record struct Subscribed(byte Topic);

    [Message(3, From = Side.Server)]
    public readonly partial record struct Item(int Number);
}

/// <summary>A protocol whose own message has the name that its group would have.</summary>
[Protocol]
public sealed partial class Choir
{
    [Message(1, From = Side.Server)]
    public readonly partial record struct Group(byte Voices);
}
