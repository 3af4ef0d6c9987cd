namespace ProtoSockets.Schema;

/// <summary>It comes in chunks, each with its length in front; an empty one ends it.</summary>
/// <param name="Prefix">A chunk's length; null for HTTP's lines of hexadecimal digits.</param>
internal sealed record Chunks(FixedPrefix? Prefix) : LengthSource
{
    /// <summary>The bytes of a chunk's length; 0 for HTTP's lines.</summary>
    public int Width => Prefix?.Bytes ?? 0;
}

/// <summary>It goes on until the connection ends.</summary>
internal sealed record UntilClose : LengthSource;
