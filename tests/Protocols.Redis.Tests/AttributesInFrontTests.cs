using System.Net;
using System.Net.Sockets;
using System.Text;
using ProtoSockets;
using ProtoSockets.Runtime;
using static RedisSample.RespText;

namespace RedisSample.Tests;

/// <summary>Attributes of RESP3 in front of replies, errors and pushes: they belong to what follows them, and do not make it anything else.</summary>
public sealed class AttributesInFrontTests
{
    private const string Attributes = "|1\r\n+key-popularity\r\n%2\r\n$1\r\na\r\n,0.1923\r\n$1\r\nb\r\n|1\r\n+inner\r\n:1\r\n,0.0012\r\n";
    private const string Push = ">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(":5\r\n", FrameKind.Reply)]
    [InlineData("*2\r\n:1\r\n>1\r\n:2\r\n", FrameKind.Reply)]
    [InlineData("-ERR no\r\n", FrameKind.Error)]
    [InlineData("!6\r\nERR no\r\n", FrameKind.Error)]
    [InlineData(Push, FrameKind.Message)]
    [InlineData("?x\r\n", FrameKind.Reply)]
    public void What_a_message_is_is_told_behind_its_attributes(string value, FrameKind kind)
    {
        foreach (string front in new[] { "", "|0\r\n", Attributes, Attributes + "|0\r\n" + Attributes })
        {
            WireReader reader = new(Encoding.ASCII.GetBytes(front + value), isComplete: true, Side.Server);
            Assert.True(Redis.Wire.TryReadRoute(ref reader, out FrameRoute route));
            Assert.Equal(kind, route.Kind);
        }
    }

    [Fact]
    public void Attributes_of_a_client_are_none()
    {
        WireReader reader = new(Encoding.ASCII.GetBytes("|0\r\n*1\r\n$4\r\nPING\r\n"), isComplete: true, Side.Client);
        Assert.True(Redis.Wire.TryReadRoute(ref reader, out FrameRoute route));
        Assert.Equal(FrameKind.Request, route.Kind);
    }

    [Theory]
    [InlineData("|1\r\n+a\r\n")]
    [InlineData("|x\r\n:1\r\n")]
    [InlineData("|")]
    public void Attributes_that_do_not_end_lead_to_no_message(string bytes)
    {
        WireReader reader = new(Encoding.ASCII.GetBytes(bytes), isComplete: true, Side.Server);
        Assert.True(Redis.Wire.TryReadRoute(ref reader, out FrameRoute route));
        Assert.Equal(FrameKind.Unknown, route.Kind);
    }

    [Theory]
    [InlineData(":5\r\n")]
    [InlineData(Push)]
    public void The_frame_is_found_from_its_first_attribute_on_however_it_arrives(string value)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Attributes + "|0\r\n" + value);
        for (int step = 1; step <= bytes.Length; step++)
        {
            FrameScan scan = new(Side.Server);
            for (int length = step; length < bytes.Length; length += step)
            {
                Assert.Equal(FrameStatus.Incomplete, Frames.Find(bytes.AsSpan(0, length), ref scan, out FrameBounds least, out _));
                Assert.InRange(least.FrameLength, length + 1, bytes.Length);
            }

            Assert.Equal(FrameStatus.Found, Frames.Find([.. bytes, (byte)'+'], ref scan, out FrameBounds bounds, out _));
            Assert.Equal(bytes.Length, bounds.FrameLength);
        }
    }

    [Fact]
    public async Task Pushes_with_attributes_are_pushes_and_replies_with_attributes_replies()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Task serving = ServeAsync(listener);
        await using (Redis.Client client = await Redis.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled))
        {
            Redis.Reply first = await client.CommandAsync(Command("INCR", "a"), Cancelled).Soon();
            Assert.True(first.Value.TryGet(out RespValue.Attributed? attributed));
            Assert.Equal(Integer(1), attributed.Value);
            Assert.Equal(Integer(1), first.Value.Bare());

            // Between two replies, with attributes and without.
            Assert.Equal(Integer(2), (await client.CommandAsync(Command("INCR", "a"), Cancelled).Soon()).Value);
            CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.CommandAsync(Command("NO"), Cancelled).Soon());
            Assert.Equal("ERR", Assert.IsType<Redis.Refusal>(refused.Error).Code());

            for (int push = 0; push < 3; push++)
            {
                Redis.Push pushed = await client.ReceiveAsync<Redis.Push>(Cancelled).FirstAsync(Cancelled).Soon();
                Assert.Equal(push != 1, pushed.Value.TryGet(out RespValue.Attributed? _));
                Assert.True(PushedMessage.TryRead(pushed.Value, "news"u8, out ReadOnlyMemory<byte> content));
                Assert.Equal("hi", Encoding.ASCII.GetString(content.Span));
            }
        }

        await serving.Soon();
    }

    private static async Task ServeAsync(Socket listener)
    {
        using Socket socket = await listener.AcceptAsync(Cancelled);
        socket.NoDelay = true;
        byte[] received = new byte[4096];
        foreach (string answer in new[] { Attributes + Push + Attributes + ":1\r\n", Push + ":2\r\n", Attributes + "|0\r\n" + Push + "|0\r\n-ERR no\r\n" })
        {
            _ = await socket.ReceiveAsync(received, Cancelled);
            foreach (byte one in Encoding.ASCII.GetBytes(answer))
            {
                _ = await socket.SendAsync(new[] { one }, Cancelled);
            }
        }

        while (await socket.ReceiveAsync(received, Cancelled) > 0)
        {
        }
    }
}
