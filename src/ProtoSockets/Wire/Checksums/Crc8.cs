namespace ProtoSockets;

/// <summary>CRC-8 of SMBus (System Management Bus specification 3.2, section 6.4.1.1): polynomial 0x07. Check value 0xF4.</summary>
public readonly struct Crc8 : ICrc<Crc8, byte>
{
    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    public static byte Polynomial => 0x07;
}

/// <summary>CRC-8 of 1-Wire, also known as MAXIM-DOW (Maxim application note 27): polynomial 0x31, reflected. Check value 0xA1.</summary>
public readonly struct Crc8Maxim : ICrc<Crc8Maxim, byte>
{
    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    public static byte Polynomial => 0x31;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;
}
