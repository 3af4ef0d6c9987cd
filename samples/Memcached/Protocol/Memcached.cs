using ProtoSockets;

namespace MemcachedSample;

/// <summary>
/// The memcached binary protocol (memcached's doc/protocol-binary.xml, whose sections are named here). Every message is a header of 24 bytes and then, in this
/// order, extras, key and value, each as long as the header says:
/// <code>
/// offset size
///      0    1  magic: 0x80 in requests, 0x81 in responses
///      1    1  opcode
///      2    2  length of the key
///      4    1  length of the extras
///      5    1  data type, 0
///      6    2  requests: virtual bucket, 0; responses: status
///      8    4  length of extras, key and value together
///     12    4  opaque: chosen by the client and sent back
///     16    8  CAS: the version of an item
/// </code>
/// </summary>
/// <remarks>An item has at most 1 MiB unless a server is told otherwise; a larger one still fits a frame, so that it can be refused in good order.</remarks>
[Protocol(MaxFrameBytes = 4 << 20)]
public sealed partial class Memcached
{
    /// <summary>The longest key in bytes.</summary>
    public const int MaxKeyBytes = 250;

    /// <summary>In <see cref="Increment"/> and <see cref="Decrement"/>: fail when there is no such item, instead of making one.</summary>
    public const uint DoNotCreate = uint.MaxValue;

    /// <summary>Section 3.1, header structure.</summary>
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

        /// <summary>In requests these two bytes are the virtual bucket, which servers ignore.</summary>
        public Status Status { get; init; }

        [FrameLength, LengthOf("Extras", "Key", "Value")]
        public partial uint BodyLength { get; }

        [CorrelationId]
        public uint Opaque { get; init; }

        public ulong Cas { get; init; }

        /// <summary>Whether a response refuses its request.</summary>
        public bool IsError => Status != Status.Success;
    }

    /// <summary>Any request can be answered by a status and a text that says what is wrong, or, for GETK and GATK, by the status and the key.</summary>
    [ErrorReply(When = nameof(Header.IsError))]
    public readonly partial record struct Error(
        [InHeader] Status Status, [Section("Key")] ReadOnlyMemory<byte> Key, [Section("Value")] Utf8Text Text)
    {
        /// <summary>An error that says what its status means in memcached's own words.</summary>
        public static Error Of(Status status) => new(status, default, status.Text());
    }

    /// <summary>The response to a request that changes something and brings nothing, or has nothing to say.</summary>
    [Reply]
    public readonly partial record struct Done;

    // 4.1 Get, Get Quietly, Get Key, Get Key Quietly

    [Request<Item>(Opcode.Get)]
    public readonly partial record struct Get([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);

    [Request<Item>(Opcode.GetQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct GetQ([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);

    [Request<KeyedItem>(Opcode.GetK)]
    public readonly partial record struct GetK([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);

    [Request<KeyedItem>(Opcode.GetKQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct GetKQ([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);

    /// <summary>An item. Flags are the client's own; the CAS is the item's version.</summary>
    [Reply]
    public readonly partial record struct Item([Section("Extras")] uint Flags, ReadOnlyMemory<byte> Value, [InHeader] ulong Cas);

    /// <summary>An item together with its key, so that the quiet form tells which of many requests it answers.</summary>
    [Reply]
    public readonly partial record struct KeyedItem(
        [Section("Extras")] uint Flags, [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, [InHeader] ulong Cas);

    // 4.2 Set, Add, Replace
    // The expiration is in seconds: from now up to 30 days, as Unix time beyond, for ever when 0. A CAS other than 0 asks that the item has it.

    [Request<Stored>(Opcode.Set)]
    public readonly partial record struct Set(
        [Section("Extras")] uint Flags,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        ReadOnlyMemory<byte> Value,
        [InHeader] ulong Cas = 0);

    [Request<Stored>(Opcode.SetQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct SetQ(
        [Section("Extras")] uint Flags,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        ReadOnlyMemory<byte> Value,
        [InHeader] ulong Cas = 0);

    [Request<Stored>(Opcode.Add)]
    public readonly partial record struct Add(
        [Section("Extras")] uint Flags,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        ReadOnlyMemory<byte> Value,
        [InHeader] ulong Cas = 0);

    [Request<Stored>(Opcode.AddQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct AddQ(
        [Section("Extras")] uint Flags,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        ReadOnlyMemory<byte> Value,
        [InHeader] ulong Cas = 0);

    [Request<Stored>(Opcode.Replace)]
    public readonly partial record struct Replace(
        [Section("Extras")] uint Flags,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        ReadOnlyMemory<byte> Value,
        [InHeader] ulong Cas = 0);

    [Request<Stored>(Opcode.ReplaceQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct ReplaceQ(
        [Section("Extras")] uint Flags,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        ReadOnlyMemory<byte> Value,
        [InHeader] ulong Cas = 0);

    /// <summary>The item was stored under this version.</summary>
    [Reply]
    public readonly partial record struct Stored([InHeader] ulong Cas);

    // 4.3 Delete

    [Request<Done>(Opcode.Delete)]
    public readonly partial record struct Delete([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key, [InHeader] ulong Cas = 0);

    [Request<Done>(Opcode.DeleteQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct DeleteQ([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key, [InHeader] ulong Cas = 0);

    // 4.4 Increment, Decrement
    // The item is a number written in decimal digits. Where there is none the initial value is stored, unless the expiration is DoNotCreate.

    [Request<Counter>(Opcode.Increment)]
    public readonly partial record struct Increment(
        [Section("Extras")] ulong Delta,
        [Section("Extras")] ulong Initial,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        [InHeader] ulong Cas = 0);

    [Request<Counter>(Opcode.IncrementQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct IncrementQ(
        [Section("Extras")] ulong Delta,
        [Section("Extras")] ulong Initial,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        [InHeader] ulong Cas = 0);

    [Request<Counter>(Opcode.Decrement)]
    public readonly partial record struct Decrement(
        [Section("Extras")] ulong Delta,
        [Section("Extras")] ulong Initial,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        [InHeader] ulong Cas = 0);

    [Request<Counter>(Opcode.DecrementQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct DecrementQ(
        [Section("Extras")] ulong Delta,
        [Section("Extras")] ulong Initial,
        [Section("Extras")] uint Expiration,
        [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key,
        [InHeader] ulong Cas = 0);

    /// <summary>The number after the change: as 8 bytes here, though in digits in the item.</summary>
    [Reply]
    public readonly partial record struct Counter([Section("Value")] ulong Number, [InHeader] ulong Cas);

    // 4.5 Quit
    // The server closes the connection once it has answered; the quiet form has no answer but that.

    [Request<Done>(Opcode.Quit)]
    public readonly partial record struct Quit;

    [Message(Opcode.QuitQ, From = Side.Client)]
    public readonly partial record struct QuitQ;

    // 4.6 Flush
    // All items are gone, at once or at the time given, which may be left out.

    [Request<Done>(Opcode.Flush)]
    public readonly partial record struct Flush([Section("Extras"), MaxCount(1)] WireList<uint> Expiration = default);

    [Request<Done>(Opcode.FlushQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct FlushQ([Section("Extras"), MaxCount(1)] WireList<uint> Expiration = default);

    // 4.7 No-op
    // Answered behind all that was asked before it: the fence that ends a run of quiet requests.

    [Request<Done>(Opcode.NoOp)]
    public readonly partial record struct NoOp;

    // 4.8 Version

    [Request<VersionReply>(Opcode.Version)]
    public readonly partial record struct Version;

    [Reply]
    public readonly partial record struct VersionReply([Section("Value"), MaxBytes(256)] Utf8Text Text);

    // 4.9 Append, Prepend
    // What is given is put behind or in front of the value that is there.

    [Request<Stored>(Opcode.Append)]
    public readonly partial record struct Append([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, [InHeader] ulong Cas = 0);

    [Request<Stored>(Opcode.AppendQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct AppendQ([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, [InHeader] ulong Cas = 0);

    [Request<Stored>(Opcode.Prepend)]
    public readonly partial record struct Prepend([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, [InHeader] ulong Cas = 0);

    [Request<Stored>(Opcode.PrependQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct PrependQ([MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, [InHeader] ulong Cas = 0);

    // 4.10 Stat
    // One response for each statistic, the last one with an empty key. Without a group: the general ones.

    [Request<Statistic>(Opcode.Stat, Replies = ReplyCount.Many)]
    public readonly partial record struct Stat([Section("Key"), MaxBytes(MaxKeyBytes)] Utf8Text Group);

    [Reply(Last = nameof(IsLast))]
    public readonly partial record struct Statistic([Section("Key")] Utf8Text Name, [Section("Value")] Utf8Text Value)
    {
        public bool IsLast => Name.IsEmpty;
    }

    // 4.11 Verbosity
    // memcached 1.6 answers that it does not know the command, and then takes the next 4 bytes for the rest of it.

    [Request<Done>(Opcode.Verbosity)]
    public readonly partial record struct Verbosity([Section("Extras")] uint Level);

    // 4.12 Touch, Get and Touch, Get Key and Touch
    // The item gets a new expiration.

    [Request<Touched>(Opcode.Touch)]
    public readonly partial record struct Touch([Section("Extras")] uint Expiration, [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);

    /// <summary>memcached sends the item's flags, of which the specification does not speak.</summary>
    [Reply]
    public readonly partial record struct Touched([Section("Extras")] uint Flags, [InHeader] ulong Cas);

    [Request<Item>(Opcode.Gat)]
    public readonly partial record struct Gat([Section("Extras")] uint Expiration, [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);

    [Request<Item>(Opcode.GatQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct GatQ([Section("Extras")] uint Expiration, [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);

    [Request<KeyedItem>(Opcode.GatK)]
    public readonly partial record struct GatK([Section("Extras")] uint Expiration, [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);

    [Request<KeyedItem>(Opcode.GatKQ, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct GatKQ([Section("Extras")] uint Expiration, [MaxBytes(MaxKeyBytes)] ReadOnlyMemory<byte> Key);
}
