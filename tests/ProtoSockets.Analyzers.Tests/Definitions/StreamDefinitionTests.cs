using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Members that stream: PSOCK1087, 1088, 1089, and those of other members.</summary>
public sealed class StreamDefinitionTests
{
    [Theory]
    [InlineData("[Remaining] StreamedBytes {|PSOCK1087:Data|}, uint Crc", "'Data' streams, and so has to be the last member of a message: 'Crc' follows it")]
    [InlineData("[Remaining] StreamedBytes {|PSOCK1087:Data|}, [Remaining] StreamedBytes More", "'Data' streams, and so has to be the last member of a message: 'More' follows it")]
    [InlineData("bool Has, [When(\"Has\"), Remaining] StreamedBytes? {|PSOCK1087:Data|}", "'Data' streams, and so has to be the last member of a message: it is not always there; its length can be 0 instead")]
    [InlineData("[Magic(1), Remaining] StreamedBytes {|PSOCK1087:Data|}", "'Data' streams, and so has to be the last member of a message: something stands in front of it that belongs to it; give that to a member of its own")]
    public Task It_is_the_last_member(string members, string message) => Reports(Message(members), message);

    [Fact]
    public Task Nothing_follows_it_at_the_records_end() => Reports(
        "[Protocol] public sealed partial class Depot { [Message(1, From = Side.Client), Reserved(4)] public readonly partial record struct Store([Remaining] StreamedBytes {|PSOCK1087:Data|}); }",
        "'Data' streams, and so has to be the last member of a message: something follows it at the record's end");

    [Fact]
    public Task It_is_no_member_of_a_part_of_others() => Reports(
        "[WireStruct] public readonly partial record struct Part([Remaining] StreamedBytes {|PSOCK1087:Data|});",
        "'Data' streams, and so has to be the last member of a message: 'Part' is no message of its own");

    [Fact]
    public Task It_is_no_member_of_a_header() => Reports(
        """
        [Protocol] public sealed partial class Depot
        {
            [Header] public readonly partial record struct Header { [MessageId] public byte Id { get; init; } [FrameLength] public partial uint Length { get; } public StreamedBytes {|PSOCK1087:Data|} { get; init; } }
            [Message(1, From = Side.Client)] public readonly partial record struct Store(uint Id);
        }
        """,
        "'Data' streams, and so has to be the last member of a message: 'Header' is no message of its own");

    [Fact]
    public Task It_is_no_element_of_a_list() => Reports(
        Message("WireList<StreamedBytes> {|PSOCK1001:All|}"),
        "'All' is of type 'WireList<StreamedBytes>', which has no wire form; elements are numbers, enums, records marked [WireStruct] or types with a [Codec<T>]");

    [Theory]
    [InlineData("System.IO.Stream {|PSOCK1001:Data|}", "'Data' is of type 'Stream', which has no wire form; use StreamedBytes, which is made of a stream and its length")]
    [InlineData("System.IO.Pipelines.PipeReader {|PSOCK1001:Data|}", "'Data' is of type 'PipeReader', which has no wire form; use StreamedBytes, which is made of a pipe and its length")]
    public Task A_stream_or_a_pipe_alone_does_not_say_its_length(string members, string message) => Reports(Message(members), message);

    [Theory]
    [InlineData("FixedBytes(4)", "FixedBytes")]
    [InlineData("CountPrefixed<uint>", "CountPrefixed")]
    [InlineData("NullTerminated", "NullTerminated")]
    public Task Its_length_stands_in_a_member_of_its_own(string attribute, string name) => Reports(
        Message($"[{{|PSOCK1023:{attribute}|}}, {{|PSOCK1022:Remaining|}}] StreamedBytes Data"),
        $"[{name}] has no meaning on 'Data': it streams to where the message, or a length, says",
        $"'Data' has both [{name}] and [Remaining], and only one can hold");

    [Fact]
    public Task Something_says_its_length() => Reports(
        Message("uint Id, StreamedBytes {|PSOCK1088:Data|}"),
        "'Data' streams, and nothing in front of it says how long it is: add [LengthPrefixed<T>], [Remaining], or a member with [LengthOf]");

    [Theory]
    [InlineData("[Delimited(\"\\r\\n\")]", "its frames end with a delimiter, which streamed bytes could contain")]
    [InlineData("[FixedSize(64)]", "its frames have one size")]
    public Task Frames_say_their_length_first(string framing, string reason) => Reports(
        $$"""[Protocol] {{framing}} public sealed partial class Depot { [Message(From = Side.Client)] public readonly partial record struct Store([Remaining] StreamedBytes {|PSOCK1088:Data|}); }""",
        "'Data' streams, and nothing in front of it says how long it is: " + reason);

    [Fact]
    public Task A_terminator_alone_could_be_in_what_streams() => Reports(
        "[Protocol, SelfDelimiting] public sealed partial class Depot { [Message(From = Side.Client)] public readonly partial record struct Store([Terminated(\"\\r\\n\")] StreamedBytes {|PSOCK1088:Data|}); }",
        "'Data' streams, and nothing in front of it says how long it is: add [LengthPrefixed<T>], [Remaining], or a member with [LengthOf]");

    [Fact]
    public Task Nothing_follows_it_in_frames_that_say_their_length() => Reports(
        """
        [Protocol] public sealed partial class Depot
        {
            [Message(1, From = Side.Client)] public readonly partial record struct Store { [LengthOf(nameof(Data))] public partial uint Length { get; } [Terminated("\r\n")] public StreamedBytes {|PSOCK1089:Data|} { get; init; } }
        }
        """,
        "'Data' can't stream in 'Store': frames that say their length end with it; a terminator behind the member is for frames that end with their message ([SelfDelimiting])");

    [Fact]
    public Task In_frames_that_end_with_their_message_a_length_says_where() => Reports(
        "[Protocol, SelfDelimiting] public sealed partial class Depot { [Message(From = Side.Client)] public readonly partial record struct {|PSOCK1064:Store|}([Remaining] StreamedBytes Data); }",
        "'Depot' is [SelfDelimiting], and 'Store' does not say where it ends: nothing tells the end of 'Data'");

    [Theory]
    [InlineData("[Line] public readonly partial record struct Store { [LengthOf(nameof(Data))] public partial long Bytes { get; } [AfterLine, Terminated(\"\\r\\n\")] public StreamedBytes Data { get; init; } }")]
    [InlineData("[Line] public readonly partial record struct Store { [LengthOf(nameof(Data))] public partial long Bytes { get; } [AfterLine, MaxBytes(1_000_000)] public StreamedBytes Data { get; init; } }")]
    [InlineData("[Line] public readonly partial record struct Store { [LengthOf(nameof(Head), nameof(Data))] public partial long Bytes { get; } [AfterLine, FixedBytes(4)] public string Head { get; init; } [Terminated(\"\\r\\n\")] public StreamedBytes Data { get; init; } }")]
    [InlineData("public readonly partial record struct Store(uint Id, [LengthPrefixed<ulong>] StreamedBytes Data);")]
    [InlineData("public readonly partial record struct Store(uint Id, [LengthPrefixed<uint>(IncludesSelf = true), LittleEndian, MaxBytes(8)] StreamedBytes Data);")]
    [InlineData("public readonly partial record struct Store(uint Id, [LengthPrefixed(VarIntFormat.Leb128)] StreamedBytes Data);")]
    [InlineData("public readonly partial record struct Store(uint Id, [LengthPrefixed(VarIntFormat.ZigZag), MaxBytes(8)] StreamedBytes Data);")]
    [InlineData("public readonly partial record struct Store([LengthPrefixed(VarIntFormat.Mqtt)] StreamedBytes Data);")]
    [InlineData("public readonly partial record struct Store([LengthPrefixed(VarIntFormat.Vlq), MaxBytes(9)] string Name, [LengthPrefixed(VarIntFormat.Quic)] StreamedBytes Data);")]
    [InlineData("public readonly partial record struct Store(uint Id, [LengthPrefixed(VarIntFormat.CompactSize)] StreamedBytes Data);")]
    public Task Frames_that_end_with_their_message_can_stream(string message) => IsSilent(
        $$"""[Protocol, SelfDelimiting] public sealed partial class Depot { [Message(From = Side.Client)] {{message}} }""");

    [Theory]
    [InlineData("Chunked<uint>")]
    [InlineData("Chunked")]
    [InlineData("CloseDelimited")]
    public Task Frames_that_say_their_length_have_to_know_it(string attribute) => Reports(
        Message($"uint Id, [{attribute}] StreamedBytes {{|PSOCK1089:Data|}}"),
        "'Data' can't stream in 'Store': frames that say their length have to know it; chunks, and what ends with the connection, are for frames that end with their message ([SelfDelimiting])");

    [Theory]
    [InlineData("Chunked<uint>", "ReadOnlyMemory<byte>", "Chunked", "it is bytes")]
    [InlineData("Chunked", "string", "Chunked", "it is text")]
    [InlineData("CloseDelimited", "ReadOnlyMemory<byte>", "CloseDelimited", "it is bytes")]
    public Task Only_what_streams_has_no_length(string attribute, string type, string name, string reason) => Reports(
        Message($"uint Id, [{{|PSOCK1023:{attribute}|}}, MaxBytes(8)] {type} Data"),
        $"[{name}] has no meaning on 'Data': {reason}");

    [Fact]
    public Task The_length_of_a_chunk_has_no_sign() => Reports(
        "[Protocol, SelfDelimiting] public sealed partial class Depot { [Message(From = Side.Client)] public readonly partial record struct Store([{|PSOCK1030:Chunked<int>|}] StreamedBytes Data); }",
        "[Chunked] on 'Data' is given 'int'; this length has no sign");

    [Fact]
    public Task Chunks_have_no_length_in_front_of_them_all() => Reports(
        "[Protocol, SelfDelimiting] public sealed partial class Depot { [Message(From = Side.Client)] public readonly partial record struct Store([Chunked<uint>, {|PSOCK1022:LengthPrefixed<uint>|}] StreamedBytes Data); }",
        "'Data' has both [Chunked] and [LengthPrefixed], and only one can hold");

    [Theory]
    [InlineData("Client", "Chunked<ushort>")]
    [InlineData("Client", "Chunked<uint>(Bytes = 3), LittleEndian, MaxBytes(1_000)")]
    [InlineData("Client", "Chunked")]
    [InlineData("Server", "Chunked")]
    [InlineData("Client", "CloseDelimited")]
    [InlineData("Both", "CloseDelimited")]
    [InlineData("Server", "CloseDelimited")]
    [InlineData("Server", "CloseDelimited, MaxBytes(1_000)")]
    public Task Their_end_may_say_how_many_there_are(string side, string attributes) => IsSilent(
        $$"""[Protocol, SelfDelimiting] public sealed partial class Depot { [Message(From = Side.{{side}})] public readonly partial record struct Store(uint Id, [{{attributes}}] StreamedBytes Data); }""");

    [Theory]
    [InlineData("Server")]
    [InlineData("Both")]
    public Task Nobody_answers_a_server_that_has_closed_the_connection(string side) => Reports(
        $$"""
        [Protocol, SelfDelimiting] public sealed partial class Depot
        {
            [Request<Done>("PUT", From = Side.{{side}}), Line] public readonly partial record struct Put([AfterLine, CloseDelimited] StreamedBytes {|PSOCK1089:Data|});
            [Reply("DONE"), Line] public readonly partial record struct Done;
        }
        """,
        "'Data' can't stream in 'Put': the server closes the connection behind it, and would never get the answer; let clients alone send it (From = Side.Client)");

    [Theory]
    [InlineData("[Request<Done>(\"PUT\"), Line] public readonly partial record struct Put([AfterLine, CloseDelimited] StreamedBytes Data); [Reply(\"DONE\"), Line] public readonly partial record struct Done;")]
    [InlineData("[Request<Done>(\"PUT\", From = Side.Server), Line] public readonly partial record struct Put([AfterLine, Chunked] StreamedBytes Data); [Reply(\"DONE\"), Line] public readonly partial record struct Done;")]
    [InlineData("[Request<Done>(\"GET\"), Line] public readonly partial record struct Get; [Reply(\"DONE\"), Line] public readonly partial record struct Done([AfterLine, CloseDelimited] StreamedBytes Data);")]
    public Task A_client_that_has_ended_its_half_gets_the_answer(string messages) => IsSilent($"[Protocol, SelfDelimiting] public sealed partial class Depot {{ {messages} }}");

    [Theory]
    [InlineData("LengthPrefixed<uint>")]
    [InlineData("LengthPrefixed<byte>(Bias = 2)")]
    [InlineData("LengthPrefixed(VarIntFormat.Quic)")]
    public Task A_length_of_its_own_may_stand_in_front(string prefix) => IsSilent(Message($"uint Id, [{prefix}] StreamedBytes Data"));

    [Fact]
    public Task A_length_of_its_own_is_the_only_one() => Reports(
        Message("uint Id, [LengthPrefixed<uint>, {|PSOCK1022:Remaining|}] StreamedBytes Data"),
        "'Data' has both [LengthPrefixed] and [Remaining], and only one can hold");

    [Fact]
    public Task Datagrams_arrive_whole() => Reports(
        "[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 1400)] public sealed partial class Depot { [Message(1, From = Side.Client)] public readonly partial record struct Store([Remaining] StreamedBytes {|PSOCK1089:Data|}); }",
        "'Data' can't stream in 'Store': the protocol is declared for datagrams, which arrive whole: leave Carriers.Datagram out");

    [Fact]
    public Task An_error_reply_becomes_an_exception() => Reports(
        """
        [Protocol] public sealed partial class Depot
        {
            [Request<Done>(1)] public readonly partial record struct Do(int Value);
            [Reply(2)] public readonly partial record struct Done(int Value);
            [ErrorReply(3)] public readonly partial record struct Failed([Remaining] StreamedBytes {|PSOCK1089:Data|});
        }
        """,
        "'Data' can't stream in 'Failed': an error reply becomes an exception");

    [Theory]
    [InlineData("[Remaining] StreamedBytes Data")]
    [InlineData("uint Id, [MaxBytes(16)] string Name, [Remaining] StreamedBytes Data")]
    [InlineData("uint Id, [Remaining, MaxBytes(1_000_000)] StreamedBytes Data")]
    [InlineData("bool Has, [When(\"Has\")] uint? Id, [Remaining] StreamedBytes Data")]
    [InlineData("[VarInt(VarIntFormat.Leb128)] ulong Id, [Remaining] StreamedBytes Data")]
    [InlineData("[MaxCount(4)] WireList<uint> Ids, [Remaining] StreamedBytes Data")]
    [InlineData("[InRange(1, 5)] uint Id, [Remaining] StreamedBytes Data")]
    public Task It_may_follow_any_member(string members) => IsSilent(Message(members));

    [Theory]
    [InlineData("[LengthOf(nameof(Data))] public partial ulong Length { get; } public StreamedBytes Data { get; init; }")]
    [InlineData("[LengthOf(nameof(Data)), VarInt(VarIntFormat.Leb128)] public partial ulong Length { get; } public StreamedBytes Data { get; init; }")]
    [InlineData("[LengthOf(nameof(Data), IncludesSelf = true, Bias = 3)] public partial uint Length { get; } public StreamedBytes Data { get; init; }")]
    [InlineData("[LengthOf(nameof(Id), nameof(Data))] public partial uint Length { get; } public uint Id { get; init; } public StreamedBytes Data { get; init; }")]
    [InlineData("[LengthOf(nameof(Data))] public partial uint Length { get; } [LengthOf(nameof(Name))] public partial byte NameLength { get; } public string Name { get; init; } public StreamedBytes Data { get; init; }")]
    public Task A_member_can_say_its_length(string members) => IsSilent(
        $$"""[Protocol] public sealed partial class Depot { [Message(1, From = Side.Client)] public readonly partial record struct Store { {{members}} } }""");

    [Theory]
    [InlineData("[LengthPrefixed<ulong>]")]
    [InlineData("[LengthPrefixed<uint>(IncludesSelf = true)]")]
    [InlineData("[LengthPrefixed(VarIntFormat.Leb128)]")]
    public Task Frames_with_their_length_in_front_can_stream(string framing) => IsSilent(
        $$"""[Protocol] {{framing}} public sealed partial class Depot { [Message(From = Side.Client)] public readonly partial record struct Store([Remaining] StreamedBytes Data); }""");

    [Fact]
    public Task A_header_can_say_its_length() => IsSilent(
        """
        [Protocol] public sealed partial class Depot
        {
            [Header] public readonly partial record struct Header
            {
                [MessageId] public byte Id { get; init; }
                public byte Flags { get; init; }
                [LengthOf("Name")] public partial byte NameLength { get; }
                [FrameLength, LengthOf("Name", "Data")] public partial ulong Length { get; }
            }

            [Message(1, From = Side.Client)] public readonly partial record struct Store(string Name, StreamedBytes Data);
            [Message(2, From = Side.Client)] public readonly partial record struct Note(string Name);
            [Message(3, From = Side.Client)] public readonly partial record struct Mark(string Name, StreamedBytes Data, [InHeader] byte Flags);
        }
        """);

    [Fact]
    public Task A_type_of_the_same_name_is_another_one() => Reports(
        "public sealed class StreamedBytes; [WireStruct] public readonly partial record struct Part(StreamedBytes {|PSOCK1001:Data|});",
        "'Data' is of type 'StreamedBytes', which has no wire form; add [Codec<T>], or make it a record marked [WireStruct]");

    private static string Message(string members) =>
        $$"""[Protocol] public sealed partial class Depot { [Message(1, From = Side.Client)] public readonly partial record struct Store({{members}}); }""";
}
