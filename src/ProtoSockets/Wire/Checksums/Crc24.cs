namespace ProtoSockets;

/// <summary>CRC-24 of OpenPGP (RFC 4880, section 6.1), for a member with <c>[Bytes(3)]</c>: polynomial 0x864CFB. Check value 0x21CF02.</summary>
public readonly struct Crc24 : ICrc<Crc24, uint>
{
    /// <inheritdoc/>
    public static int Width => 24;

    /// <inheritdoc/>
    public static uint Polynomial => 0x864CFB;

    /// <inheritdoc/>
    public static uint Initial => 0xB704CE;
}
