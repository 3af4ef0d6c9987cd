using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Members that stream behind a length of variable size, in frames that end with their message.</summary>
public sealed class StreamingPrefixTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    /// <summary>By the byte that a message begins with: the length 300.</summary>
    private static readonly Dictionary<char, byte[]> ThreeHundred = new()
    {
        ['L'] = [0xAC, 0x02],
        ['Z'] = [/* 600 */ 0xD8, 0x04],
        ['M'] = [0xAC, 0x02],
        ['Q'] = [0x41, 0x2C],
        ['V'] = [0x82, 0x2C],
        ['C'] = [0xFD, 0x2C, 0x01],
        ['B'] = [0x41, 0x2C],
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<char> Kinds => [.. ThreeHundred.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bytes_by_hand(char kind)
    {
        byte[] load = Parcels.Make(300);
        byte[] expected = Frame(kind, ThreeHundred[kind], load);
        Assert.Equal(expected, ToBytes(kind, load));
        Assert.True(TryRead(kind, expected, out StreamedBytes read, out int consumed, out _));
        Assert.Equal(expected.Length, consumed);
        Assert.Equal((StreamedBytes)load, read);
        for (int cut = 0; cut < expected.Length; cut++)
        {
            Assert.False(TryRead(kind, expected.AsMemory(0, cut), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }

        Assert.Equal(Frame(kind, [kind is 'Z' ? (byte)6 : (byte)3], [1, 2, 3]), ToBytes(kind, new byte[] { 1, 2, 3 }));
        Assert.Equal(Frame(kind, [0], []), ToBytes(kind, default));
    }

    [Fact]
    public void A_CompactSize_has_to_be_the_shortest()
    {
        Assert.False(TryRead('C', Frame('C', [0xFD, 3, 0], [1, 2, 3]), out _, out _, out WireError? error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
        Assert.EndsWith("the integer takes 3 bytes, and its shortest form, the only one allowed, 1", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Frames_are_found_wherever_they_are_cut(char kind)
    {
        await using var server = new RunningServer<Flume.Wire>(new Flume.Server(new Pourer()), Anywhere);
        byte[] load = Parcels.Make(300);
        byte[] bytes = [.. Frame(kind, ThreeHundred[kind], load), .. Frame(kind, [0], []), .. Frame(kind, ThreeHundred[kind], load)];
        byte[] whole = [0, 7, 0x41, 0x2C, .. load];
        byte[] expected = [.. whole, 0, 7, 0, .. whole];
        foreach (int cut in Enumerable.Range(1, 8).Concat(Enumerable.Range(298, 14)).Concat([bytes.Length - 1]))
        {
            byte[] answers = await Depots.ExchangeAsync(server.EndPoint, bytes, cut, expected.Length);
            Assert.Equal(expected, answers);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Frames_that_come_byte_by_byte_are_put_together(char kind)
    {
        await using var server = new RunningServer<Flume.Wire>(new Flume.Server(new Pourer()), Anywhere);
        byte[] load = Parcels.Make(300);
        byte[] bytes = [.. Frame(kind, ThreeHundred[kind], load), .. Frame(kind, [0], [])];
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        socket.NoDelay = true;
        for (int index = 0; index < bytes.Length; index++)
        {
            await socket.SendAsync(bytes.AsMemory(index, 1), Cancelled);
        }

        byte[] expected = [0, 7, 0x41, 0x2C, .. load, 0, 7, 0];
        byte[] answers = new byte[expected.Length];
        await Depots.ReceiveAsync(socket, answers);
        Assert.Equal(expected, answers);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_larger_than_a_frame_goes_there_and_back_as_it_comes(char kind)
    {
        const int length = 500_009;
        await using var server = new RunningServer<Flume.Wire>(new Flume.Server(new Pourer()), Anywhere);
        await using Flume.Client client = await Flume.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (ushort call = 0; call < 3; call++)
        {
            Flume.Poured poured = await CallAsync(client, kind, call, StreamedBytes.From(new PatternStream(length), length));
            Assert.Equal((call, (long)length), (poured.Number, poured.Load.Length));
            Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(poured.Load, Cancelled).Soon());
        }
    }

    [Theory]
    [InlineData('L', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })] // No end within 10 bytes.
    [InlineData('L', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })] // 2^64 - 1.
    [InlineData('L', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })] // A length has 5 bytes at most.
    [InlineData('Z', new byte[] { 0x01 })] // -1
    [InlineData('Z', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })] // -2^63
    [InlineData('M', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })] // No end within 4 bytes.
    [InlineData('V', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData('C', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })] // 2^64 - 1
    [InlineData('C', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })] // 2^63 - 1, and the head in front
    [InlineData('B', new byte[] { 0x80, 0x1E, 0x84, 0x81 })] // 2,000,001
    public async Task A_length_that_no_member_has_ends_the_connection_and_others_go_on(char kind, byte[] length)
    {
        Pourer handler = new();
        await using var server = new RunningServer<Flume.Wire>(new Flume.Server(handler), Anywhere);
        await using Flume.Client healthy = await Flume.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Frame(kind, length, []), Cancelled);
        await Depots.WaitForEndAsync(socket);
        Assert.IsType<WireFormatException>(await handler.Ended.Task.Soon());
        Assert.Equal(0, handler.Begun);
        Assert.Equal(9, (await healthy.LebAsync(new(1, new byte[9]), Cancelled).Soon()).Load.Length);
    }

    [Theory]
    [InlineData('Q', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })] // 2^62 - 1
    [InlineData('L', new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })] // 2^35 - 1
    [InlineData('L', new byte[] { 0x85, 0x80, 0x00 })] // 5, longer than it has to be, which LEB128 may be.
    public async Task A_length_that_is_not_kept_is_one_typed_error_and_takes_no_memory(char kind, byte[] length)
    {
        Pourer handler = new();
        await using var server = new RunningServer<Flume.Wire>(new Flume.Server(handler), Anywhere);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Frame(kind, length, "abc"u8), Cancelled);
        socket.Shutdown(SocketShutdown.Send);
        await Depots.WaitForEndAsync(socket);
        StreamedBytesException cut = Assert.IsType<StreamedBytesException>(await handler.Ended.Task.Soon());
        Assert.Equal(3, cut.Transferred);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_source_of_unknown_length_has_no_length_to_write(char kind) =>
        Assert.Contains("unknown length", Assert.Throws<WireFormatException>(() => ToBytes(kind, StreamedBytes.ToEndOf(new PatternStream(3)))).Message, StringComparison.Ordinal);

    private static byte[] Frame(char kind, byte[] length, ReadOnlySpan<byte> load) => [(byte)kind, 0, 7, .. length, .. load];

    private static byte[] ToBytes(char kind, StreamedBytes load) => kind switch
    {
        'L' => new Flume.Leb(7, load).ToBytes(),
        'Z' => new Flume.Zig(7, load).ToBytes(),
        'M' => new Flume.Mqtt(7, load).ToBytes(),
        'Q' => new Flume.Quic(7, load).ToBytes(),
        'V' => new Flume.Midi(7, load).ToBytes(),
        'C' => new Flume.Compact(7, load).ToBytes(),
        _ => new Flume.Bounded(7, load).ToBytes(),
    };

    private static bool TryRead(char kind, ReadOnlyMemory<byte> bytes, out StreamedBytes load, out int consumed, out WireError? error)
    {
        bool isRead;
        (isRead, load) = kind switch
        {
            'L' => (Flume.Leb.TryRead(bytes, out Flume.Leb leb, out consumed, out error), leb.Load),
            'Z' => (Flume.Zig.TryRead(bytes, out Flume.Zig zig, out consumed, out error), zig.Load),
            'M' => (Flume.Mqtt.TryRead(bytes, out Flume.Mqtt mqtt, out consumed, out error), mqtt.Load),
            'Q' => (Flume.Quic.TryRead(bytes, out Flume.Quic quic, out consumed, out error), quic.Load),
            'V' => (Flume.Midi.TryRead(bytes, out Flume.Midi midi, out consumed, out error), midi.Load),
            'C' => (Flume.Compact.TryRead(bytes, out Flume.Compact compact, out consumed, out error), compact.Load),
            _ => (Flume.Bounded.TryRead(bytes, out Flume.Bounded bounded, out consumed, out error), bounded.Load),
        };
        return isRead;
    }

    private static Task<Flume.Poured> CallAsync(Flume.Client client, char kind, ushort number, StreamedBytes load) => (kind switch
    {
        'L' => client.LebAsync(new(number, load), Cancelled),
        'Z' => client.ZigAsync(new(number, load), Cancelled),
        'M' => client.MqttAsync(new(number, load), Cancelled),
        'Q' => client.QuicAsync(new(number, load), Cancelled),
        'V' => client.MidiAsync(new(number, load), Cancelled),
        'C' => client.CompactAsync(new(number, load), Cancelled),
        _ => client.BoundedAsync(new(number, load), Cancelled),
    }).Soon();

    /// <summary>Sends back what it gets, as it comes.</summary>
    private sealed class Pourer : Flume.IServerHandler
    {
        private int _begun;

        public int Begun => Volatile.Read(ref _begun);

        public TaskCompletionSource<Exception?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<Flume.Poured> LebAsync(Flume.Leb request, Flume.Session session, CancellationToken cancellationToken) => Pour(request.Number, request.Load);

        public ValueTask<Flume.Poured> ZigAsync(Flume.Zig request, Flume.Session session, CancellationToken cancellationToken) => Pour(request.Number, request.Load);

        public ValueTask<Flume.Poured> MqttAsync(Flume.Mqtt request, Flume.Session session, CancellationToken cancellationToken) => Pour(request.Number, request.Load);

        public ValueTask<Flume.Poured> QuicAsync(Flume.Quic request, Flume.Session session, CancellationToken cancellationToken) => Pour(request.Number, request.Load);

        public ValueTask<Flume.Poured> MidiAsync(Flume.Midi request, Flume.Session session, CancellationToken cancellationToken) => Pour(request.Number, request.Load);

        public ValueTask<Flume.Poured> CompactAsync(Flume.Compact request, Flume.Session session, CancellationToken cancellationToken) => Pour(request.Number, request.Load);

        public ValueTask<Flume.Poured> BoundedAsync(Flume.Bounded request, Flume.Session session, CancellationToken cancellationToken) => Pour(request.Number, request.Load);

        public ValueTask DisconnectedAsync(Flume.Session session, Exception? reason)
        {
            Ended.TrySetResult(reason);
            return default;
        }

        private ValueTask<Flume.Poured> Pour(ushort number, StreamedBytes load)
        {
            Interlocked.Increment(ref _begun);
            return new(new Flume.Poured(number, load));
        }
    }
}
