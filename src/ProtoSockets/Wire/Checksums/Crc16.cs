namespace ProtoSockets;

/// <summary>CRC-16/ARC, of LHA and many others, also known as CRC-16 and CRC-IBM: polynomial 0x8005, reflected. Check value 0xBB3D.</summary>
public readonly struct Crc16Arc : ICrc<Crc16Arc, ushort>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static ushort Polynomial => 0x8005;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;
}

/// <summary>CRC-16/IBM-3740, which most call CCITT-FALSE: polynomial 0x1021. Check value 0x29B1.</summary>
public readonly struct Crc16CcittFalse : ICrc<Crc16CcittFalse, ushort>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static ushort Polynomial => 0x1021;

    /// <inheritdoc/>
    public static ushort Initial => 0xFFFF;
}

/// <summary>CRC-16/XMODEM, of XMODEM, ZMODEM and others: polynomial 0x1021. Check value 0x31C3.</summary>
public readonly struct Crc16Xmodem : ICrc<Crc16Xmodem, ushort>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static ushort Polynomial => 0x1021;
}

/// <summary>CRC-16/KERMIT, the CCITT's own (ITU-T V.41), of Kermit and Bluetooth: polynomial 0x1021, reflected. Check value 0x2189.</summary>
public readonly struct Crc16Kermit : ICrc<Crc16Kermit, ushort>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static ushort Polynomial => 0x1021;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;
}

/// <summary>CRC-16/MODBUS (MODBUS over serial line 1.02, section 6.2.2); on the wire it is little-endian: polynomial 0x8005, reflected. Check value 0x4B37.</summary>
public readonly struct Crc16Modbus : ICrc<Crc16Modbus, ushort>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static ushort Polynomial => 0x8005;

    /// <inheritdoc/>
    public static ushort Initial => 0xFFFF;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;
}

/// <summary>CRC-16/USB (Universal Serial Bus specification 2.0, section 8.3.5.2): polynomial 0x8005, reflected. Check value 0xB4C8.</summary>
public readonly struct Crc16Usb : ICrc<Crc16Usb, ushort>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static ushort Polynomial => 0x8005;

    /// <inheritdoc/>
    public static ushort Initial => 0xFFFF;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;

    /// <inheritdoc/>
    public static ushort FinalXor => 0xFFFF;
}

/// <summary>CRC-16/IBM-SDLC, also known as X-25 and ISO-HDLC (ITU-T X.25, section 2.2.7.4; RFC 1662, appendix C): HDLC, PPP: polynomial 0x1021, reflected. Check value 0x906E.</summary>
public readonly struct Crc16X25 : ICrc<Crc16X25, ushort>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static ushort Polynomial => 0x1021;

    /// <inheritdoc/>
    public static ushort Initial => 0xFFFF;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;

    /// <inheritdoc/>
    public static ushort FinalXor => 0xFFFF;
}

/// <summary>CRC-16/DNP (IEEE 1815, section 9.2.4): polynomial 0x3D65, reflected. Check value 0xEA82.</summary>
public readonly struct Crc16Dnp : ICrc<Crc16Dnp, ushort>
{
    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static ushort Polynomial => 0x3D65;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;

    /// <inheritdoc/>
    public static ushort FinalXor => 0xFFFF;
}
