namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A header that counts its messages in 64 bits, and replies in the order of the requests.</summary>
[Protocol(MaxFrameBytes = 1024)]
public sealed partial class Silo
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [LengthOf("Name")]
        public partial byte NameLength { get; }

        [FrameLength, LengthOf("Name", "Grain")]
        public partial ulong Length { get; }
    }

    [Request<Amount>(1)]
    public readonly partial record struct Fill(string Name, StreamedBytes Grain);

    [Reply(2)]
    public readonly partial record struct Amount([Section("Grain")] ulong Bytes);

    [Request<Load>(3)]
    public readonly partial record struct Take([Section("Grain")] ulong Bytes);

    [Reply(4, Last = nameof(IsLast))]
    public readonly partial record struct Load(string Name, StreamedBytes Grain)
    {
        public bool IsLast => Name == "last";
    }

    [Request<Load>(5, Replies = ReplyCount.Many)]
    public readonly partial record struct TakeAll([Section("Grain")] uint Loads);
}

/// <summary>A frame length of variable size in the header, and a length of its own in front of the member.</summary>
[Protocol(MaxFrameBytes = 256)]
public sealed partial class Barge
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength, VarInt(VarIntFormat.Mqtt)]
        public partial uint Length { get; }
    }

    [Request<Docked>(1)]
    public readonly partial record struct Ship
    {
        public ushort Number { get; init; }

        [LengthOf(nameof(Cargo), Bias = 1), VarInt(VarIntFormat.Leb128)]
        public partial ulong CargoLength { get; }

        public StreamedBytes Cargo { get; init; }
    }

    [Reply(2)]
    public readonly partial record struct Docked(ulong Bytes);
}

/// <summary>A length in front of each frame that counts itself, and no header: each side has one message.</summary>
[Protocol(MaxFrameBytes = 64)]
[LittleEndian]
[LengthPrefixed<uint>(IncludesSelf = true)]
public sealed partial class Pipeline
{
    [Request<Flow>]
    public readonly partial record struct Pump(byte Valve, [Remaining] StreamedBytes Oil);

    [Reply]
    public readonly partial record struct Flow(byte Valve, [Remaining] StreamedBytes Oil);
}

/// <summary>A length of variable size in front of each frame.</summary>
[Protocol(MaxFrameBytes = 64)]
[LengthPrefixed(VarIntFormat.Leb128)]
public sealed partial class Rope
{
    [Request<Answer>]
    public readonly partial record struct Pull
    {
        [LengthOf(nameof(Name), nameof(Strands))]
        public partial uint All { get; }

        [FixedBytes(4)]
        public string Name { get; init; }

        public StreamedBytes Strands { get; init; }
    }

    [Reply]
    public readonly partial record struct Answer(ulong Bytes);
}

/// <summary>Frames that are looked at one at a time, since the connection may be encrypted between any two of them.</summary>
[Protocol(MaxFrameBytes = 64)]
[UpgradesToTls]
[LengthPrefixed<ulong>]
public sealed partial class Sluice
{
    [Request<Level>]
    public readonly partial record struct Let(byte Gate, [Remaining] StreamedBytes Water);

    [Reply]
    public readonly partial record struct Level(byte Gate, [Remaining] StreamedBytes Water);
}

/// <summary>The server asks, and the client answers with what streams.</summary>
[Protocol(MaxFrameBytes = 128)]
public sealed partial class Audit
{
    [Request<Started>(1)]
    public readonly partial record struct Start(int Bytes);

    [Reply(2)]
    public readonly partial record struct Started(ulong Sum);

    [Request<Books>(3, From = Side.Server)]
    public readonly partial record struct Show([Remaining] StreamedBytes Question);

    [Reply(4)]
    public readonly partial record struct Books([Remaining] StreamedBytes Data);
}
