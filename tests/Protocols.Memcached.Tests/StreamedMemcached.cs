using ProtoSockets;

namespace MemcachedSample.Tests;

/// <summary>The part of the memcached binary protocol that moves values, with values that stream: a frame may have 4 KiB, and a value what the server takes.</summary>
[Protocol(MaxFrameBytes = 4096)]
public sealed partial class StreamedMemcached
{
    [Header]
    public readonly partial record struct Header
    {
        [Magic(0x80, From = Side.Client), Magic(0x81, From = Side.Server)]
        [MessageId]
        public Opcode Opcode { get; init; }

        [LengthOf("Key")]
        public partial ushort KeyLength { get; }

        [LengthOf("Extras")]
        public partial byte ExtrasLength { get; }

        public byte DataType { get; init; }

        public Status Status { get; init; }

        [FrameLength, LengthOf("Extras", "Key", "Value")]
        public partial uint BodyLength { get; }

        [CorrelationId]
        public uint Opaque { get; init; }

        public ulong Cas { get; init; }

        public bool IsError => Status != Status.Success;
    }

    [ErrorReply(When = nameof(Header.IsError))]
    public readonly partial record struct Error([InHeader] Status Status, [Section("Value")] Utf8Text Text);

    [Request<Item>(Opcode.Get)]
    public readonly partial record struct Get([MaxBytes(250)] ReadOnlyMemory<byte> Key);

    [Reply]
    public readonly partial record struct Item([Section("Extras")] uint Flags, StreamedBytes Value, [InHeader] ulong Cas);

    [Request<Stored>(Opcode.Set)]
    public readonly partial record struct Set(
        [Section("Extras")] uint Flags,
        [Section("Extras")] uint Expiration,
        [MaxBytes(250)] ReadOnlyMemory<byte> Key,
        StreamedBytes Value,
        [InHeader] ulong Cas = 0);

    [Reply]
    public readonly partial record struct Stored([InHeader] ulong Cas);
}
