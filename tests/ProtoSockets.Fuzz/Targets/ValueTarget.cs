using ProtoSockets.RandomRecords.Tests;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>Something that is read from bytes and written to them. Whatever the bytes are, they are a value or one typed error, and a value is written as what is read as the same value.</summary>
internal abstract class ValueTarget<T>(string group, string name) : FuzzTarget(group, name)
{
    private readonly Cost _cost = new(typeof(T));

    public override void Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        InputMode mode = ModeOf(input[0]);
        ReadOnlyMemory<byte> bytes = Begin(mode, input.AsMemory(1));
        bool isRead = false;
        T value = default!;
        WireError? error = null;
        int position = 0;
        _cost.Check(bytes.Length, () =>
        {
            WireReader reader = mode.Read(bytes);
            isRead = TryRead(ref reader, out value);
            error = reader.Error;
            position = reader.Position;
        });
        FindingException.Require(position >= 0 && position <= bytes.Length, $"Reading stopped at {position} of {bytes.Length} bytes");
        if (mode.IsPlain)
        {
            string? problem = DumpLines.Problem(Dump(bytes.Span, mode.From), bytes.ToArray(), isRead ? null : error);
            FindingException.Require(problem is null, $"Its dump disagrees: {problem}");
        }

        bool isCanonical = false;
        if (isRead)
        {
            isCanonical = CheckValue(mode, bytes, value, position);
        }
        else
        {
            CheckError(mode, bytes.Length, error);
        }

        if (mode.IsPlain)
        {
            CheckView(bytes, isCanonical);
        }
    }

    /// <summary>What the first byte says, as far as it can be.</summary>
    protected virtual InputMode ModeOf(byte first) => new(first);

    /// <summary>Looks at what stands in front of the bytes, or has to be known of them, before they are read.</summary>
    protected virtual ReadOnlyMemory<byte> Begin(InputMode mode, ReadOnlyMemory<byte> bytes) => bytes;

    protected abstract bool TryRead(ref WireReader reader, out T value);

    protected abstract void Write(T value, ref WireWriter writer);

    /// <summary>How many bytes a value takes at most, which was read in a version.</summary>
    protected abstract int SizeOf(T value, ushort version);

    protected abstract T Own(T value);

    protected abstract string Dump(ReadOnlySpan<byte> bytes, Side from);

    /// <summary>Whether what is read may be too little to be written.</summary>
    protected virtual bool MayBeUnwritable => false;

    /// <summary>Whether writing may choose an id, another one each time.</summary>
    protected virtual bool ChoosesIds => false;

    /// <summary>Compares a view of the bytes with the record, where there is one.</summary>
    protected virtual void CheckView(ReadOnlyMemory<byte> bytes, bool isCanonical)
    {
    }

    private static void CheckError(InputMode mode, int length, WireError? error)
    {
        FindingException.Require(error is not null, $"It can't be read, and there is no error");
        FindingException.Require(error!.Offset >= 0 && error.Offset <= length, $"The error is outside of {length} bytes: {error}");
        FindingException.Require(error.Kind == WireErrorKind.Malformed ? error.BytesNeeded == 0 : error.BytesNeeded > length, $"{error.BytesNeeded} bytes are needed, of which {length} are there: {error}");
        FindingException.Require(!mode.IsComplete || error.Kind == WireErrorKind.Malformed, $"Of a whole message more is needed: {error}");
        FindingException.Require(error.ToString().Length < 2000, $"The error is {error.ToString().Length} characters long");
    }

    /// <returns>Whether the bytes are what the value is written as.</returns>
    private bool CheckValue(InputMode mode, ReadOnlyMemory<byte> bytes, T value, int length)
    {
        if (Written(mode, value) is not { } written)
        {
            return false;
        }

        T same = ReadAgain(mode, written);
        FindingException.Require(EqualityComparer<T>.Default.Equals(value, same), $"It is read as {value}, and written and read again it is {same}");
        if (ChoosesIds && !written.AsSpan().SequenceEqual(Written(mode, value)))
        {
            return false;
        }

        FindingException.Require(written.AsSpan().SequenceEqual(Written(mode, same)), $"It is written as {Convert.ToHexString(written)}, and read again as {Convert.ToHexString(Written(mode, same) ?? [])}");

        // Where the size is an upper bound, of what is aligned, so is a length that is asked of the value: only what is written is measured.
        bool isCanonical = SizeOf(value, mode.Version) == written.Length && bytes.Span[..length].SequenceEqual(written);

        // What owns its bytes is the same when those that it was read from are overwritten.
        byte[] overwritten = [.. written];
        T owned = Own(ReadAgain(mode, overwritten));
        overwritten.AsSpan().Fill(0xEE);
        FindingException.Require(written.AsSpan().SequenceEqual(Written(mode, owned)), $"The copy of {value} borrows");
        return isCanonical;
    }

    private T ReadAgain(InputMode mode, byte[] written)
    {
        WireReader reader = mode.ReadWhole(written);
        bool isRead = TryRead(ref reader, out T same);
        FindingException.Require(isRead && reader.TryEnd(), $"It is read, and written as {Convert.ToHexString(written)}, which can't be read: {reader.Error}");
        return same;
    }

    private byte[]? Written(InputMode mode, T value)
    {
        try
        {
            byte[] buffer = new byte[SizeOf(value, mode.Version)];
            buffer.AsSpan().Fill(0xEE);
            WireWriter writer = mode.Write(buffer);
            Write(value, ref writer);
            return buffer[..writer.Position];
        }
        catch (WireFormatException) when (MayBeUnwritable)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            // A codec that says that it only reads.
            return null;
        }
        catch (WireFormatException) when (!mode.IsNewest)
        {
            // A member that the version of the bytes does not have has nothing in it, and may be what can't be written.
            return null;
        }
        catch (WireFormatException exception)
        {
            throw new FindingException($"It is read as {value}, which can't be written: {exception.Message}", exception);
        }
    }
}
