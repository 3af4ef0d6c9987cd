using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests.Snapshots;

/// <summary>What generated code looks like, for people to read: it is part of what users debug.</summary>
public sealed class RecordSnapshots
{
    /// <summary>Clients, servers and handlers have their own tests, and so have dumps and views.</summary>
    private static readonly string[] Conversations = ["+Client.", "+Server.", "+Session.", "+IServerHandler.", "+IClientHandler.", ".Dump.", "+View.", "+Editor.", "+IViewHandler."];

    [Fact]
    public async Task A_run_is_checked_once_and_read_at_constant_offsets() => await Verify("""
        namespace Samples;

        [WireStruct]
        public readonly partial record struct Entry(
            uint Id, [Bits(1)] bool IsOpen, [Bits(7)] byte Level, [LittleEndian] ushort Port, Guid Owner, [LengthPrefixed<ushort>, MaxBytes(64)] string Name);
        """);

    [Fact]
    public async Task Lengths_counts_and_conditions() => await Verify("""
        namespace Samples;

        [WireStruct, Magic("END")]
        public partial record Letter
        {
            [LengthOf(nameof(Address), nameof(Text))]
            public partial ushort Length { get; }

            public bool IsUrgent { get; init; }

            [When(nameof(IsUrgent))]
            public uint? Deadline { get; init; }

            [FixedBytes(4)]
            public ReadOnlyMemory<byte> Address { get; init; }

            [MaxBytes(100)]
            public Utf8Text Text { get; init; }

            [MaxCount(8)]
            public WireList<ushort> Copies { get; init; }
        }
        """);

    [Fact]
    public async Task A_header_with_its_messages() => await Verify("""
        namespace Samples;

        public enum Opcode : byte { Get, Set }

        [Protocol]
        public sealed partial class Store
        {
            [Header]
            public readonly partial record struct Header
            {
                [Magic(0x80, From = Side.Client), Magic(0x81, From = Side.Server)]
                [MessageId]                                    public Opcode Opcode { get; init; }
                [LengthOf("Key")]                              public partial byte KeyLength { get; }
                                                               public ushort Status { get; init; }
                [LengthOf("Key", "Value"), FrameLength]        public partial uint BodyLength { get; }
                [CorrelationId]                                public uint Opaque { get; init; }
                public bool IsError => Status != 0;
            }

            [Request<Value>(Opcode.Get)] public readonly partial record struct Get([MaxBytes(250)] ReadOnlyMemory<byte> Key);
            [Reply] public readonly partial record struct Value([Section("Value")] ReadOnlyMemory<byte> Data, [InHeader] ushort Status);
            [ErrorReply(When = nameof(Header.IsError))] public readonly partial record struct Refused;
        }
        """);

    [Fact]
    public async Task A_message_in_the_default_envelope() => await Verify("""
        namespace Samples;

        [Protocol(Version = 2)]
        public sealed partial class Chat
        {
            [Message(3, From = Side.Client)] public readonly partial record struct Say([MaxBytes(512)] Utf8Text Text);
        }
        """);

    [Fact]
    public void Every_snapshot_belongs_to_a_test()
    {
        HashSet<string> tests = [.. typeof(RecordSnapshots).Assembly.GetTypes().SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}"))];

        Assert.All(
            Directory.EnumerateFiles(Verifier.ProjectDirectory, "*.verified.cs", SearchOption.AllDirectories),
            file => Assert.Contains(Path.GetFileName(file).Split('#')[0], tests));
    }

    private static Verifier.SettingsTask Verify(string source, [System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        Verifier.Verify(Compilations.Run(source, out _), "RecordSnapshots.cs", method)
            .IgnoreGeneratedResult(result => Conversations.Any(name => result.HintName.Contains(name, StringComparison.Ordinal)));
}
