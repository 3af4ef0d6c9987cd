namespace ProtoSockets;

/// <summary>What a checksum is computed over.</summary>
public enum ChecksumRange
{
    /// <summary>The record that it is in, or the members <c>From</c> ... <c>To</c> of it. In a message behind a header: of its body.</summary>
    Record,

    /// <summary>The protocol's header.</summary>
    Header,

    /// <summary>The whole message: header and body.</summary>
    Frame,
}

/// <summary>
/// The member is a checksum: a get-only partial property, computed on write once all else is in place, and verified on read; another one is malformed. It may stand
/// anywhere in the record, also in front of what it covers. Reading the property gives what came with the bytes that the value was read from; what is sent is always
/// computed anew.
/// </summary>
/// <typeparam name="TChecksum">
/// The checksum: one of this library (<see cref="Crc32"/>, <see cref="InternetChecksum"/>...) or an <see cref="IChecksum{TSelf, TValue}"/> of your own, of the member's
/// type; an <see cref="IChecksum{TSelf}"/> for a <c>byte[]</c> or <c>ReadOnlyMemory&lt;byte&gt;</c> with <see cref="FixedBytesAttribute"/>.
/// </typeparam>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChecksumAttribute<TChecksum> : Attribute
{
    /// <summary>What it is computed over. Default the record.</summary>
    public ChecksumRange Over { get; set; }

    /// <summary>The first member that it covers, with a length in front of it, without constants and padding there. Default: from the record's start. Use <c>nameof</c>.</summary>
    public string? From { get; set; }

    /// <summary>The last member that it covers. Default: to the record's end. Use <c>nameof</c>.</summary>
    public string? To { get; set; }

    /// <summary>Whether its own bytes, should they lie in between, count as zeros (IP and its kin, SCTP). Default: they are left out.</summary>
    public bool SelfAsZero { get; set; }
}
