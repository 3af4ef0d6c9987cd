namespace ProtoSockets.RandomRecords.Tests;

/// <summary>A compiled record, and all that must hold for each of its values.</summary>
public abstract class RecordProbe(string name)
{
    /// <summary>The record's name.</summary>
    public string Name => name;

    /// <summary>Checks one random value, and bytes that are nearly one.</summary>
    public abstract void Check(Random random);

    /// <summary>A value as its bytes and as text.</summary>
    public abstract (byte[] Bytes, string Text) Sample(Random random);

    protected static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}

/// <summary>The same of a type that may have a view.</summary>
public abstract class ViewProbe<T>(string name) : RecordProbe(name)
{
    /// <summary>Compares a view of bytes with the value; null when there is no view.</summary>
    public Action<ReadOnlyMemory<byte>, T>? CompareView { get; set; }

    /// <summary>Looks at members in any order, and returns what is wrong with the bytes.</summary>
    public Func<ReadOnlyMemory<byte>, Random, string?>? TouchView { get; set; }
}

/// <summary>The same, with the record's type.</summary>
public sealed class RecordProbe<T>(string name, bool takesRest, Func<Random, T> create, Func<ReadOnlyMemory<byte>, string>? dump = null, Func<T, string>? describe = null) : ViewProbe<T>(name)
    where T : IWireSerializable<T>
{
    private const int Mutations = 24;

    /// <summary>Versions in which members come and go, and the newest.</summary>
    private static readonly ushort[] Versions = [0, 1, 2, 4, 5, 6];

    /// <summary>The size in a version, of records that have one in each.</summary>
    private static readonly Func<T, ushort, int>? SizeIn = FindSizeIn();

    /// <summary>Whether the size is an upper bound: of a record with members at multiples of bytes of the message.</summary>
    public bool IsSizeBound { get; init; }

    public override (byte[] Bytes, string Text) Sample(Random random)
    {
        T value = create(random);
        return (Write(value, 0xEE), describe!(value));
    }

    public override void Check(Random random)
    {
        T value = create(random);
        byte[] bytes = Write(value, 0xEE);
        Require(bytes.AsSpan().SequenceEqual(Write(value, 0x11)), $"Some of the bytes were left as they were: {Convert.ToHexString(bytes)}");
        Require(T.MaxWireSize is null || bytes.Length <= T.MaxWireSize, $"{bytes.Length} bytes are more than MaxSize, {T.MaxWireSize}");
        Require(T.FixedWireSize is null || bytes.Length == T.FixedWireSize, $"{bytes.Length} bytes are not {T.FixedWireSize}");
        RoundTrip(value, bytes);
        Earlier(random);
        Shown(bytes);
        CompareView?.Invoke(bytes, value);
        Cut(bytes, random);
        for (int count = 0; count < Mutations; count++)
        {
            Mutate(bytes, random, isShown: count < 4);
        }
    }

    private static Func<T, ushort, int>? FindSizeIn()
    {
        if (typeof(T).GetMethod("GetSize", [typeof(ushort)]) is not { } method)
        {
            return null;
        }

        return (value, version) => (int)method.Invoke(value, [version])!;
    }

    private byte[] Write(T value, byte before, ushort version = ushort.MaxValue)
    {
        // A value that was read in an earlier version may lack what the newest has.
        byte[] buffer = new byte[version == ushort.MaxValue || SizeIn is null ? value.GetSize() : SizeIn(value, version)];
        buffer.AsSpan().Fill(before);
        WireWriter writer = new(buffer) { Version = version };
        value.Write(ref writer);
        Require(IsSizeBound || version != ushort.MaxValue || writer.Position == buffer.Length, $"GetSize says {buffer.Length}, and {writer.Position} bytes were written");
        return buffer[..writer.Position];
    }

    private void RoundTrip(T value, byte[] bytes)
    {
        byte[] copy = [.. bytes];
        WireReader borrowing = new(copy.AsMemory(), isComplete: true);
        Require(T.TryRead(ref borrowing, out T borrowed), $"{Convert.ToHexString(bytes)} can't be read: {borrowing.Error}\n{value}");
        Require(borrowing.TryEnd(), $"{Convert.ToHexString(bytes)}: {borrowing.Error}");
        Require(value.Equals(borrowed) && value.GetHashCode() == borrowed.GetHashCode(), $"Written {value}, read {borrowed}");
        Require(bytes.AsSpan().SequenceEqual(Write(borrowed, 0)), $"{Convert.ToHexString(bytes)} was read and written as {Convert.ToHexString(Write(borrowed, 0))}");
        WireReader copying = new(copy.AsSpan(), isComplete: true);
        Require(T.TryRead(ref copying, out T copied) && value.Equals(copied), "From a span it reads differently");
        T owned = borrowed.ToOwned();
        string printed = borrowed.ToString()!;
        copy.AsSpan().Fill(0xEE);
        Require(value.Equals(owned) && value.Equals(copied), "What should be owned borrows");
        Require(printed == owned.ToString(), "The copy prints differently");
    }

    /// <summary>What an earlier version does not have is lost, and nothing else.</summary>
    private void Earlier(Random random)
    {
        foreach (ushort version in Versions)
        {
            Any.IsOld = version is >= 2 and < 5;
            T value = create(random);
            Any.IsOld = false;
            byte[] bytes = Write(value, 0xEE, version);
            WireReader reader = new(bytes.AsMemory(), isComplete: true) { Version = version };
            Require(T.TryRead(ref reader, out T read) && reader.TryEnd(), $"In version {version} {Convert.ToHexString(bytes)} can't be read: {reader.Error}\n{value}");
            Require(bytes.AsSpan().SequenceEqual(Write(read, 0, version)), $"In version {version} {Convert.ToHexString(bytes)} is written as {Convert.ToHexString(Write(read, 0, version))}");
            if (takesRest)
            {
                continue;
            }

            for (int length = 0; length < bytes.Length; length += 1 + (bytes.Length / 16))
            {
                WireReader open = new(bytes.AsMemory(0, length), isComplete: false) { Version = version };
                Require(!T.TryRead(ref open, out _) && open.Error is { Kind: WireErrorKind.Incomplete }, $"In version {version} {length} of {bytes.Length} bytes could be read: {open.Error}");
            }
        }
    }

    private void Shown(byte[] bytes)
    {
        if (dump is null)
        {
            return;
        }

        WireReader reader = new(bytes.AsMemory(), isComplete: true);
        WireError? error = T.TryRead(ref reader, out _) ? null : reader.Error;
        string text = dump(bytes);
        string? problem = DumpLines.Problem(text, bytes, error);
        Require(problem is null, $"{problem}\n{text}");
    }

    private void Cut(byte[] bytes, Random random)
    {
        for (int length = 0; length < bytes.Length; length++)
        {
            WireReader open = new(bytes.AsMemory(0, length), isComplete: false);
            bool isOpenRead = T.TryRead(ref open, out _);
            WireReader complete = new(bytes.AsMemory(0, length), isComplete: true);
            bool isCompleteRead = T.TryRead(ref complete, out T value);
            Require(open.Position <= length && complete.Position <= length, $"More than {length} bytes were read");
            if (length % 5 == 0)
            {
                Shown(bytes[..length]);
                _ = TouchView?.Invoke(bytes.AsMemory(0, length), random);
            }

            if (takesRest)
            {
                Require(isOpenRead || open.Error is not null, "It can't be read, and there is no error");
                Require(isCompleteRead || complete.Error is { Kind: WireErrorKind.Malformed }, "It can't be read, and there is no error");
                if (isCompleteRead)
                {
                    ReadAgain(bytes[..length], value);
                }

                continue;
            }

            Require(!isOpenRead && !isCompleteRead, $"{length} of {bytes.Length} bytes could be read: {Convert.ToHexString(bytes)}");
            Require(open.Error is { Kind: WireErrorKind.Incomplete } error && error.BytesNeeded > length && error.BytesNeeded <= bytes.Length, $"{length} of {bytes.Length} bytes: {open.Error}");
            Require(complete.Error is { Kind: WireErrorKind.Malformed }, $"{length} of {bytes.Length} bytes are complete: {complete.Error}");
        }
    }

    /// <summary>Bytes that are nearly a value are one, or an error; and what they are is read again as it is written.</summary>
    private void Mutate(byte[] bytes, Random random, bool isShown)
    {
        byte[] mutated = Mutation.Of(bytes, random);
        if (isShown)
        {
            Shown(mutated);
        }

        string? fault = TouchView?.Invoke(mutated, random);
        WireReader reader = new(mutated.AsMemory(), isComplete: random.Next(2) == 0);
        if (!T.TryRead(ref reader, out T value))
        {
            Require(reader.Error is not null, "It can't be read, and there is no error");
            Require(TouchView is null || fault is not null, $"{Convert.ToHexString(mutated)} has a valid view, and no record: {reader.Error}");
            return;
        }

        if (CompareView is not null && fault is null)
        {
            CompareView(mutated, value);
        }

        ReadAgain(mutated, value);
    }

    private void ReadAgain(byte[] bytes, T value)
    {
        byte[] again;
        try
        {
            again = Write(value, 0xEE);
        }
        catch (WireFormatException exception)
        {
            throw new InvalidOperationException($"{Convert.ToHexString(bytes)} is read as {value}, which can't be written: {exception.Message}", exception);
        }

        WireReader second = new(again.AsMemory(), isComplete: true);
        Require(
            T.TryRead(ref second, out T same) && value.Equals(same),
            $"{Convert.ToHexString(bytes)} is read as {value}, which is written as {Convert.ToHexString(again)}: {second.Error}");
    }
}
