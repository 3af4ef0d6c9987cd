namespace ProtoSockets.Fuzz.Targets;

/// <summary>How the bytes of an input are given: its first byte.</summary>
internal readonly struct InputMode(byte value)
{
    private static readonly ushort[] Versions = [ushort.MaxValue, 0, 1, 2, 3, 4, 5, 6];

    /// <summary>Whether the message ends with the bytes.</summary>
    public bool IsComplete => (value & 1) == 0;

    /// <summary>Who sends them.</summary>
    public Side From => (value & 2) == 0 ? Side.Client : Side.Server;

    /// <summary>The version that is spoken.</summary>
    public ushort Version => Versions[(value >> 2) & 7];

    /// <summary>Whether all members of the newest version are there.</summary>
    public bool IsNewest => Version == ushort.MaxValue;

    /// <summary>The byte order where it is chosen at run time.</summary>
    public bool IsLittleEndian => (value & 32) != 0;

    /// <summary>Whether the bytes are read as those who look at captures read them: dumps and views know no other way.</summary>
    public bool IsPlain => IsComplete && IsNewest && !IsLittleEndian;

    /// <summary>Bytes from a side, in the newest version.</summary>
    public static byte[] Of(Side from, ReadOnlySpan<byte> bytes) => [from == Side.Server ? (byte)2 : (byte)0, .. bytes];

    public WireReader Read(ReadOnlyMemory<byte> bytes) => new(bytes, IsComplete, From) { Version = Version, IsLittleEndian = IsLittleEndian };

    /// <summary>A reader of bytes that were written in the same way.</summary>
    public WireReader ReadWhole(ReadOnlyMemory<byte> bytes) => new(bytes, isComplete: true, From) { Version = Version, IsLittleEndian = IsLittleEndian };

    public WireWriter Write(byte[] buffer) => new(buffer, From) { Version = Version, IsLittleEndian = IsLittleEndian };
}
