using System.Buffers.Binary;
using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

/// <summary>A record of fixed size that checks its members: X must not be over Y.</summary>
internal readonly record struct Interval(ushort X, ushort Y) : IWireSerializable<Interval>
{
    public static int? MaxWireSize => 4;

    public static int? FixedWireSize => 4;

    public static bool TryRead(ref WireReader reader, out Interval value)
    {
        int start = reader.Position;
        if (!reader.TryTake(4, out ReadOnlySpan<byte> bytes))
        {
            value = default;
            return reader.Truncated(["X", "Y"], [2, 4]);
        }

        value = new(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        return value.X <= value.Y || reader.MalformedAt(start, $"{value.X} is over {value.Y}");
    }

    public void Write(ref WireWriter writer)
    {
        Span<byte> bytes = writer.Take(4);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, X);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], Y);
    }

    public int GetSize() => 4;

    public Interval ToOwned() => this;
}

/// <summary>A record of variable size that borrows.</summary>
internal readonly record struct Name(Utf8Text Text) : IWireSerializable<Name>
{
    public static int? MaxWireSize => null;

    public static bool TryRead(ref WireReader reader, out Name value)
    {
        value = default;
        if (!Leb128.TryRead(ref reader, 5, canonical: false, out ulong length) || !WireText.TryRead(ref reader, (int)Math.Min(length, int.MaxValue), out Utf8Text text))
        {
            return reader.In("Text");
        }

        value = new(text);
        return true;
    }

    public void Write(ref WireWriter writer)
    {
        Leb128.Write(ref writer, (uint)Text.ByteCount);
        _ = WireText.Write(ref writer, Text);
    }

    public int GetSize() => Leb128.GetSize((uint)Text.ByteCount) + Text.ByteCount;

    public Name ToOwned() => new(Text.ToOwned());
}

/// <summary>A record that contains its own kind.</summary>
internal readonly record struct Tree(WireList<Tree> Branches) : IWireSerializable<Tree>
{
    public static int? MaxWireSize => null;

    public static bool TryRead(ref WireReader reader, out Tree value)
    {
        value = default;
        if (!reader.TryTake(1, out ReadOnlySpan<byte> bytes) || !WireList<Tree>.TryRead(ref reader, bytes[0], WireElements.Struct<Tree>(), out WireList<Tree> branches))
        {
            return reader.In("Branches");
        }

        value = new(branches);
        return true;
    }

    public void Write(ref WireWriter writer)
    {
        writer.Take(1)[0] = (byte)Branches.Count;
        Branches.Write(ref writer, WireElements.Struct<Tree>());
    }

    public int GetSize() => 1 + Branches.GetSize(WireElements.Struct<Tree>());

    public Tree ToOwned() => new(Branches.ToOwned(WireElements.Struct<Tree>()));
}

/// <summary>A record whose bytes point back into the message: one byte, the offset of another one, which is the value.</summary>
internal readonly record struct Pointer(byte Target) : IWireSerializable<Pointer>
{
    public static int? MaxWireSize => 1;

    public static bool TryRead(ref WireReader reader, out Pointer value)
    {
        value = default;
        if (!reader.TryTake(1, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        if (bytes[0] >= reader.Position)
        {
            return reader.Malformed("points forward");
        }

        value = new(reader.Message[bytes[0]]);
        return true;
    }

    public void Write(ref WireWriter writer)
    {
        int at = writer.Written.IndexOf(Target);
        writer.Take(1)[0] = (byte)at;
    }

    public int GetSize() => 1;

    public Pointer ToOwned() => this;
}

/// <summary>A record without members.</summary>
internal readonly record struct Nothing : IWireSerializable<Nothing>
{
    public static int? MaxWireSize => 0;

    public static bool TryRead(ref WireReader reader, out Nothing value)
    {
        value = default;
        return true;
    }

    public void Write(ref WireWriter writer)
    {
    }

    public int GetSize() => 0;

    public Nothing ToOwned() => this;
}
