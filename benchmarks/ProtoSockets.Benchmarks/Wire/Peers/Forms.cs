using System.Text.Json.Serialization;
using MemoryPack;
using MessagePack;

namespace ProtoSockets.Benchmarks.Wire.Peers;

/// <summary>A memcached header's facts.</summary>
[MemoryPackable, MessagePackObject]
public sealed partial class HeaderForm
{
    [Key(0)]
    public byte Magic { get; set; }

    [Key(1)]
    public byte Opcode { get; set; }

    [Key(2)]
    public ushort KeyLength { get; set; }

    [Key(3)]
    public byte ExtrasLength { get; set; }

    [Key(4)]
    public byte DataType { get; set; }

    [Key(5)]
    public ushort Status { get; set; }

    [Key(6)]
    public uint BodyLength { get; set; }

    [Key(7)]
    public uint Opaque { get; set; }

    [Key(8)]
    public ulong Cas { get; set; }
}

/// <summary>A market order's facts.</summary>
[MemoryPackable, MessagePackObject]
public sealed partial class OrderForm
{
    [Key(0)]
    public ulong OrderId { get; set; }

    [Key(1)]
    public ulong Timestamp { get; set; }

    [Key(2)]
    public long Price { get; set; }

    [Key(3)]
    public uint Instrument { get; set; }

    [Key(4)]
    public int Quantity { get; set; }

    [Key(5)]
    public uint Account { get; set; }

    [Key(6)]
    public ushort Flags { get; set; }

    [Key(7)]
    public byte Side { get; set; }

    [Key(8)]
    public byte Kind { get; set; }
}

/// <summary>An MQTT publish's facts.</summary>
[MemoryPackable, MessagePackObject]
public sealed partial class PublishForm
{
    [Key(0)]
    public bool IsDuplicate { get; set; }

    [Key(1)]
    public byte Quality { get; set; }

    [Key(2)]
    public bool Retain { get; set; }

    [Key(3)]
    public string Topic { get; set; } = string.Empty;

    [Key(4)]
    public ushort PacketId { get; set; }

    [Key(5)]
    public byte[] Payload { get; set; } = [];
}

/// <summary>A batch of numbers and points.</summary>
[MemoryPackable, MessagePackObject]
public sealed partial class BatchForm
{
    [Key(0)]
    public int[] Values { get; set; } = [];

    [Key(1)]
    public PointForm[] Points { get; set; } = [];
}

/// <summary>A point of a batch.</summary>
[MemoryPackable, MessagePackObject]
public readonly partial record struct PointForm(
    [property: Key(0)] uint Id,
    [property: Key(1)] int X,
    [property: Key(2)] int Y,
    [property: Key(3)] ushort Weight,
    [property: Key(4)] ushort Flags);

/// <summary>The twelve fields of a packed header.</summary>
[MemoryPackable, MessagePackObject]
public sealed partial class PackedForm
{
    [Key(0)]
    public byte Version { get; set; }

    [Key(1)]
    public byte Kind { get; set; }

    [Key(2)]
    public bool IsUrgent { get; set; }

    [Key(3)]
    public bool IsLast { get; set; }

    [Key(4)]
    public byte Priority { get; set; }

    [Key(5)]
    public byte Hops { get; set; }

    [Key(6)]
    public ushort Source { get; set; }

    [Key(7)]
    public ushort Target { get; set; }

    [Key(8)]
    public ushort Sequence { get; set; }

    [Key(9)]
    public byte Window { get; set; }

    [Key(10)]
    public bool HasOptions { get; set; }

    [Key(11)]
    public byte Code { get; set; }
}

[JsonSerializable(typeof(HeaderForm))]
[JsonSerializable(typeof(OrderForm))]
[JsonSerializable(typeof(PublishForm))]
[JsonSerializable(typeof(BatchForm))]
[JsonSerializable(typeof(PackedForm))]
internal sealed partial class JsonForms : JsonSerializerContext;
