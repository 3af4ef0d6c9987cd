using System.Globalization;
using Microsoft.CodeAnalysis;
using ProtoSockets.Analyzers.Definitions;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>PSOCK1005: bytes in the order of this machine that are sent, or that were received.</summary>
public sealed class MachineByteOrderTests
{
    [Theory]
    [InlineData("socket.Send([|BitConverter.GetBytes(value)|]);")]
    [InlineData("var bytes = [|BitConverter.GetBytes(value)|]; socket.Send(bytes);")]
    [InlineData("var bytes = [|BitConverter.GetBytes(value)|]; await socket.SendAsync(bytes.AsMemory(0, 4));")]
    [InlineData("var bytes = [|BitConverter.GetBytes((ushort)value)|]; stream.Write(bytes, 0, 2);")]
    [InlineData("await stream.WriteAsync([|BitConverter.GetBytes(1.5)|]);")]
    [InlineData("udp.Send([|BitConverter.GetBytes(value)|], 4);")]
    [InlineData("await udp.SendAsync([|BitConverter.GetBytes(value)|], 4);")]
    [InlineData("socket.SendTo([|BitConverter.GetBytes(value)|], endpoint);")]
    [InlineData("[|BitConverter.TryWriteBytes(buffer, value)|]; socket.Send(buffer);")]
    [InlineData("Span<byte> span = stackalloc byte[8]; [|BitConverter.TryWriteBytes(span[4..], value)|]; socket.Send(span);")]
    [InlineData("[|MemoryMarshal.Write(buffer.AsSpan(2), in value)|]; socket.Send(buffer);")]
    [InlineData("int[] values = [1, 2]; socket.Send([|MemoryMarshal.AsBytes(values.AsSpan())|]);")]
    [InlineData("int[] values = [1, 2]; var bytes = [|MemoryMarshal.Cast<int, byte>(values)|].ToArray(); socket.Send(bytes);")]
    [InlineData("var bytes = [|BitConverter.GetBytes(value)|]; bytes.CopyTo(buffer, 3); socket.Send(buffer);")]
    [InlineData("[|BitConverter.GetBytes(value)|].CopyTo(buffer, 3); socket.Send(buffer);")]
    [InlineData("Array.Copy([|BitConverter.GetBytes(value)|], 0, buffer, 3, 4); socket.Send(buffer);")]
    [InlineData("Buffer.BlockCopy([|BitConverter.GetBytes(value)|], 0, buffer, 3, 4); stream.Write(buffer);")]
    [InlineData("byte[] frame = [1, .. [|BitConverter.GetBytes(value)|], .. buffer]; socket.Send(frame);")]
    [InlineData("socket.Send(buffer.Concat([|BitConverter.GetBytes(value)|]).ToArray());")]
    [InlineData("Stream other = client.GetStream(); other.Write([|BitConverter.GetBytes(value)|]);")]
    [InlineData("client.GetStream().Write([|BitConverter.GetBytes((long)value)|]);")]
    [InlineData("var packet = new System.Collections.Generic.List<byte> { 1 }; packet.AddRange([|BitConverter.GetBytes(value)|]); socket.Send(packet.ToArray());")]
    [InlineData("while (true) { socket.Send(buffer); [|BitConverter.TryWriteBytes(buffer, value)|]; }")]
    public Task Bytes_of_this_machine_that_are_sent_are_reported(string body) => Verify(body);

    [Theory]
    [InlineData("socket.Receive(buffer); Use([|BitConverter.ToInt32(buffer, 0)|]);")]
    [InlineData("await socket.ReceiveAsync(buffer.AsMemory(0, 4)); Use([|BitConverter.ToUInt16(buffer)|]);")]
    [InlineData("stream.ReadExactly(buffer, 0, 4); Use([|BitConverter.ToSingle(buffer, 0)|]);")]
    [InlineData("await stream.ReadExactlyAsync(buffer); Use([|MemoryMarshal.Read<long>(buffer.AsSpan(2))|]);")]
    [InlineData("var memory = buffer.AsMemory(); int count = await stream.ReadAsync(memory); Use([|BitConverter.ToInt32(memory.Span)|]);")]
    [InlineData("Span<byte> span = stackalloc byte[8]; socket.Receive(span); Use([|BitConverter.ToInt32(span[4..])|]);")]
    [InlineData("socket.Receive(buffer); var words = [|MemoryMarshal.Cast<byte, ushort>(buffer)|]; Use(words[0]);")]
    [InlineData("var got = await udp.ReceiveAsync(); Use([|BitConverter.ToInt32(got.Buffer, 0)|]);")]
    [InlineData("IPEndPoint? from = null; byte[] got = udp.Receive(ref from); Use([|BitConverter.ToInt32(got, 0)|]);")]
    [InlineData("EndPoint from = endpoint; socket.ReceiveFrom(buffer, ref from); Use([|BitConverter.ToInt32(buffer, 0)|]);")]
    public Task Bytes_that_were_received_and_are_read_like_this_machine_are_reported(string body) => Verify(body);

    [Theory]
    [InlineData("var bytes = BitConverter.GetBytes(value); if (BitConverter.IsLittleEndian) { Array.Reverse(bytes); } socket.Send(bytes);")]
    [InlineData("var bytes = BitConverter.GetBytes(value); if (BitConverter.IsLittleEndian) { Use(1); } socket.Send(bytes);")]
    [InlineData("var bytes = BitConverter.GetBytes(value); Array.Reverse(bytes); socket.Send(bytes);")]
    [InlineData("var bytes = BitConverter.GetBytes(value).Reverse().ToArray(); socket.Send(bytes);")]
    [InlineData("var bytes = BitConverter.GetBytes(value); bytes.AsSpan().Reverse(); socket.Send(bytes);")]
    [InlineData("socket.Send(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(value)));")]
    [InlineData("socket.Send(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value)));")]
    [InlineData("socket.Receive(buffer); Use(IPAddress.NetworkToHostOrder(BitConverter.ToInt32(buffer, 0)));")]
    public Task Code_that_knows_of_byte_orders_is_right(string body) => Verify(body);

    [Theory]
    [InlineData("Use(BitConverter.GetBytes(value)); socket.Send(buffer);")]
    [InlineData("socket.Send(buffer); Use(BitConverter.GetBytes(value));")]
    [InlineData("socket.Send(buffer); BitConverter.TryWriteBytes(buffer, value);")]
    [InlineData("new MemoryStream().Write(BitConverter.GetBytes(value));")]
    [InlineData("using var file = File.OpenWrite(\"x\"); file.Write(BitConverter.GetBytes(value));")]
    [InlineData("Stream unknown = Other(); unknown.Write(BitConverter.GetBytes(value));")]
    [InlineData("Stream either = condition ? client.GetStream() : new MemoryStream(); either.Write(BitConverter.GetBytes(value));")]
    [InlineData("var bytes = BitConverter.GetBytes(value); bytes = buffer; socket.Send(bytes);")]
    [InlineData("socket.Send(BitConverter.GetBytes(condition));")]
    [InlineData("socket.Send(MemoryMarshal.AsBytes(buffer.AsSpan()));")]
    [InlineData("var point = new Point(); MemoryMarshal.Write(buffer, in point); socket.Send(buffer);")]
    [InlineData("BinaryPrimitives.WriteInt32BigEndian(buffer, value); socket.Send(buffer);")]
    [InlineData("var other = new byte[4]; BitConverter.TryWriteBytes(other, value); socket.Send(buffer);")]
    [InlineData("socket.Send(Encode(value));")]
    [InlineData("var packet = new System.Collections.Generic.List<byte>(); packet.AddRange(BitConverter.GetBytes(value)); socket.Send(buffer);")]
    [InlineData("Use(BitConverter.ToInt32(buffer, 0)); socket.Receive(buffer);")]
    [InlineData("var other = new byte[4]; socket.Receive(buffer); Use(BitConverter.ToInt32(other, 0));")]
    [InlineData("socket.Receive(buffer); Use(BitConverter.ToString(buffer)); Use(BitConverter.ToBoolean(buffer, 0));")]
    [InlineData("socket.Receive(buffer); Use(BinaryPrimitives.ReadInt32LittleEndian(buffer));")]
    [InlineData("Use(BitConverter.ToInt32(File.ReadAllBytes(\"x\"), 0));")]
    [InlineData("Use(BitConverter.DoubleToInt64Bits(1.5)); socket.Send(buffer);")]
    [InlineData("Use(BitConverter.ToInt32(Own.Receive(buffer))); Own.Send(BitConverter.GetBytes(value));")]
    [InlineData("LookAlike.BitConverter.GetBytes(value); socket.Send(LookAlike.BitConverter.GetBytes(value));")]
    [InlineData("Use(BitConverter.Int32BitsToSingle(value)); Use(BitConverter.SingleToInt32Bits(1)); socket.Send(buffer);")]
    [InlineData("Use(BitConverter.ToString(BitConverter.GetBytes(value))); socket.Send(buffer);")]
    [InlineData("byte[] key = BitConverter.GetBytes(value); if (buffer.AsSpan().SequenceEqual(key)) { socket.Send(buffer); }")]
    [InlineData("var hash = new HashCode(); hash.AddBytes(BitConverter.GetBytes(value)); socket.Send(buffer); Use(hash.ToHashCode());")]
    [InlineData("new Random(BitConverter.ToInt32(Guid.NewGuid().ToByteArray())).NextBytes(buffer); socket.Send(buffer);")]
    [InlineData("socket.IOControl(IOControlCode.KeepAliveValues, BitConverter.GetBytes(value), null); socket.Send(buffer);")]
    [InlineData("socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Linger, BitConverter.GetBytes(value)); socket.Send(buffer);")]
    public Task Bytes_that_stay_here_or_go_out_of_sight_are_not_reported(string body) => Verify(body);

    [Fact]
    public async Task The_message_says_what_to_use()
    {
        Diagnostic sent = await AnalyzerTest.Single<MachineByteOrderAnalyzer>(Method("socket.Send([|BitConverter.GetBytes(value)|]);"));
        Assert.Equal(
            "'BitConverter.GetBytes' has the byte order of this machine, and what it converts is sent: say the order with BinaryPrimitives",
            sent.GetMessage(CultureInfo.InvariantCulture));
        Diagnostic received = await AnalyzerTest.Single<MachineByteOrderAnalyzer>(Method("socket.Receive(buffer); Use([|MemoryMarshal.Read<int>(buffer)|]);"));
        Assert.Equal(
            "'MemoryMarshal.Read' has the byte order of this machine, and what it converts was received: say the order with BinaryPrimitives",
            received.GetMessage(CultureInfo.InvariantCulture));
    }

    private static Task Verify(string body) => AnalyzerTest.Verify<MachineByteOrderAnalyzer>(Method(body));

    /// <summary>The lines as the body of a method that has sockets at hand.</summary>
    internal static string Method(string body) => $$"""
        using System;
        using System.Buffers.Binary;
        using System.IO;
        using System.Linq;
        using System.Net;
        using System.Net.Sockets;
        using System.Runtime.InteropServices;
        using System.Threading.Tasks;

        class Test
        {
            async Task Run(Socket socket, NetworkStream stream, UdpClient udp, TcpClient client, IPEndPoint endpoint, byte[] buffer, int value, bool condition)
            {
                {{body}}
                await Task.Yield();
            }

            static void Use(object? value) { }
            static byte[] Encode(int value) => BitConverter.GetBytes(value);
            static Stream Other() => Stream.Null;
        }

        struct Point { public int X; }
        static class Own { public static byte[] Receive(byte[] buffer) => buffer; public static void Send(byte[] buffer) { } }
        namespace LookAlike { static class BitConverter { public static byte[] GetBytes(int value) => []; } }

        """.ReplaceLineEndings("\n");
}
