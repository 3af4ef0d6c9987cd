namespace ProtoSockets.Schema;

/// <summary>What a codec is told besides the value.</summary>
/// <param name="Name">The member of the record.</param>
/// <param name="IsWireMember">Whether it is on the wire itself; else a property over earlier members.</param>
internal sealed record CodecArgumentSpec(string Name, bool IsWireMember);
