using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class AllocationSizedByPeerTests
{
    [Theory]
    [InlineData("stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); Use(new byte[[|length|]]);")]
    [InlineData("await stream.ReadExactlyAsync(buffer); var body = new byte[[|BinaryPrimitives.ReadInt32LittleEndian(buffer)|]]; Use(body);")]
    [InlineData("int got = socket.Receive(buffer); uint length = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(0, 4)); Use(new byte[[|length|]]); Use(got);")]
    [InlineData("stream.ReadExactly(buffer, 0, 4); int length = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(buffer, 0)); Use(new byte[[|length|]]);")]
    [InlineData("await tls.ReadExactlyAsync(buffer); int length = BitConverter.ToInt32(buffer); byte[] rented = ArrayPool<byte>.Shared.Rent([|length|]); Use(rented);")]
    [InlineData("var reader = new BinaryReader(stream); int length = reader.ReadInt32(); Use(reader.ReadBytes([|length|]));")]
    [InlineData("var reader = new BinaryReader(client.GetStream()); Use(new List<int>([|reader.ReadInt32()|]));")]
    [InlineData("await stream.ReadExactlyAsync(buffer); long length = BinaryPrimitives.ReadInt64BigEndian(buffer); Use(GC.AllocateUninitializedArray<byte>((int)[|length|]));")]
    public Task A_number_of_the_peer_that_nothing_bounds_is_reported(string body) => Verify(body.Replace("((int)[|length|])", "([|(int)length|])", StringComparison.Ordinal));

    [Theory]
    [InlineData("stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); if (length > 4096) { return; } Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); if (length is < 0 or > 4096) { throw new InvalidDataException(); } Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 4096); Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); int length = Math.Min(BinaryPrimitives.ReadInt32BigEndian(buffer), 4096); Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); ushort length = BinaryPrimitives.ReadUInt16BigEndian(buffer); Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); Use(new byte[buffer[0]]);")]
    [InlineData("stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); Check(length); Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); length &= 0xFFF; Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); length = 10; Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); Use(new byte[1024]);")]
    [InlineData("int length = BinaryPrimitives.ReadInt32BigEndian(buffer); Use(new byte[length]);")]
    [InlineData("var other = new byte[4]; stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(other); Use(new byte[length]);")]
    [InlineData("using var file = File.OpenRead(\"x\"); file.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); Use(new byte[length]);")]
    [InlineData("var reader = new BinaryReader(File.OpenRead(\"x\")); int length = reader.ReadInt32(); Use(reader.ReadBytes(length));")]
    [InlineData("int length = socket.Receive(buffer); Use(new byte[length]);")]
    [InlineData("stream.ReadExactly(buffer); int length = BinaryPrimitives.ReadInt32BigEndian(buffer); switch (length) { case > 100: return; } Use(new byte[length]);")]
    public Task A_number_that_is_bounded_or_from_elsewhere_is_not(string body) => Verify(body);

    [Theory]
    [InlineData("UdpReceiveResult result = await udp.ReceiveAsync(); int count = BinaryPrimitives.ReadInt32BigEndian(result.Buffer); Use(new double[[|count|]]);")]
    [InlineData("byte[] datagram = udp.Receive(ref endpoint); Use(new int[[|BinaryPrimitives.ReadInt32BigEndian(datagram.AsSpan(4))|]]);")]
    [InlineData("byte[] bytes = (await udp.ReceiveAsync()).Buffer; int count = BitConverter.ToInt32(bytes, 4); Use(new List<int>([|count|]));")]
    public Task A_number_in_a_datagram_is_of_the_peer(string body) => VerifyDatagrams(body);

    [Theory]
    [InlineData("UdpReceiveResult result = await udp.ReceiveAsync(); int count = BinaryPrimitives.ReadInt32BigEndian(result.Buffer); if (count > 100) { return; } Use(new double[count]);")]
    [InlineData("UdpReceiveResult result = await udp.ReceiveAsync(); Use(new byte[result.Buffer.Length]);")]
    [InlineData("byte[] own = new byte[8]; int count = BitConverter.ToInt32(own, 4); udp.Send(own, 8, endpoint); Use(new List<int>(count));")]
    public Task What_is_bounded_or_no_datagram_is_not(string body) => VerifyDatagrams(body);

    [Theory]
    [InlineData("int length = Read(stream); Use(new byte[[|length|]]);", "private static int Read(NetworkStream from) { byte[] four = new byte[4]; from.ReadExactly(four); return BinaryPrimitives.ReadInt32BigEndian(four); }")]
    [InlineData("int length = await ReadAsync(stream); Use(new byte[[|length|]]);", "private async Task<int> ReadAsync(NetworkStream from) { byte[] four = new byte[4]; await from.ReadExactlyAsync(four); int n = BitConverter.ToInt32(four); return n; }")]
    public Task A_number_that_a_private_helper_reads_is_of_the_peer(string body, string helper) => AnalyzerTest.Verify<AllocationSizedByPeerAnalyzer>(NetworkCode.Streams(body, helper));

    [Theory]
    [InlineData("int length = Read(stream); Use(new byte[length]);", "private static int Read(NetworkStream from) { byte[] four = new byte[4]; from.ReadExactly(four); int n = BinaryPrimitives.ReadInt32BigEndian(four); return n > 100 ? throw new InvalidDataException() : n; }")]
    [InlineData("int length = Read(stream); Use(new byte[length]);", "private static int Read(NetworkStream from) { byte[] four = new byte[4]; from.ReadExactly(four); if (four[0] > 0) { return 0; } return BinaryPrimitives.ReadInt32BigEndian(four); }")]
    [InlineData("int length = Read(buffer); Use(new byte[length]);", "private static int Read(byte[] from) => BinaryPrimitives.ReadInt32BigEndian(from);")]
    [InlineData("int length = Read(stream); if (length > 9) { return; } Use(new byte[length]);", "private static int Read(NetworkStream from) { byte[] four = new byte[4]; from.ReadExactly(four); return BinaryPrimitives.ReadInt32BigEndian(four); }")]
    [InlineData("int length = Read(3); Use(new byte[length]);", "private static int Read(int depth) => Again(depth);\nprivate static int Again(int depth) => Read(depth - 1);")]
    public Task What_a_helper_bounds_or_has_from_elsewhere_is_not(string body, string helper) => AnalyzerTest.Verify<AllocationSizedByPeerAnalyzer>(NetworkCode.Streams(body, helper));

    private static Task VerifyDatagrams(string body) => AnalyzerTest.Verify<AllocationSizedByPeerAnalyzer>(NetworkCode.Datagrams(body));

    private static Task Verify(string body) => AnalyzerTest.Verify<AllocationSizedByPeerAnalyzer>(NetworkCode.Streams(body, "static void Check(int length) { }"));
}
