namespace ProtoSockets.Fuzz.Live;

/// <summary>How the bytes of an input reach the peer: its first byte.</summary>
internal readonly struct LiveMode(byte value)
{
    private static readonly int[] Sizes = [int.MaxValue, 1, 7, 64];

    /// <summary>Whether the handshake goes in front, as it should be.</summary>
    public bool IsGreeted => (value & 1) == 0;

    /// <summary>How many bytes are sent at a time.</summary>
    public int PieceBytes => Sizes[(value >> 1) & 3];

    /// <summary>Whether the connection is reset behind the bytes, and not ended.</summary>
    public bool IsReset => (value & 8) != 0;

    /// <summary>Whether they go over TCP: not often, since the system has so many ports.</summary>
    public bool IsOverTcp => (value & 0xF0) == 0xF0;

    /// <summary>Whether the first reply is for the call that was made.</summary>
    public bool IsAnswer => (value & 16) == 0;

    /// <summary>The input of bytes that are sent as they are, with or without the handshake in front.</summary>
    public static byte[] Of(bool isGreeted, ReadOnlySpan<byte> bytes) => [isGreeted ? (byte)0 : (byte)1, .. bytes];
}
