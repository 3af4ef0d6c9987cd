using ProtoSockets.Analyzers.Definitions;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Definitions;
using static ProtoSockets.Analyzers.Tests.Definitions.MachineByteOrderTests;

namespace ProtoSockets.Analyzers.Tests.Definitions;

public sealed class MachineByteOrderCodeFixTests
{
    [Theory]
    [InlineData("socket.Receive(buffer); Use([|BitConverter.ToInt32(buffer, 0)|]);", "socket.Receive(buffer); Use(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [InlineData("socket.Receive(buffer); Use([|BitConverter.ToUInt16(buffer, 4)|]);", "socket.Receive(buffer); Use(BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(4)));")]
    [InlineData("socket.Receive(buffer); Use([|BitConverter.ToInt64(buffer.AsSpan(2))|]);", "socket.Receive(buffer); Use(BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(2)));")]
    [InlineData("socket.Receive(buffer); Use([|MemoryMarshal.Read<int>(buffer)|]);", "socket.Receive(buffer); Use(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [InlineData("[|BitConverter.TryWriteBytes(buffer, value)|]; socket.Send(buffer);", "BinaryPrimitives.TryWriteInt32BigEndian(buffer, value); socket.Send(buffer);")]
    [InlineData("[|MemoryMarshal.Write(buffer.AsSpan(2), in value)|]; socket.Send(buffer);", "BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(2), value); socket.Send(buffer);")]
    [InlineData("byte[] bytes = [|BitConverter.GetBytes(value)|];\n        socket.Send(bytes);", "byte[] bytes = new byte[sizeof(int)];\n        BinaryPrimitives.WriteInt32BigEndian(bytes, value);\n        socket.Send(bytes);")]
    public Task The_order_is_said_with_BinaryPrimitives(string body, string expected) =>
        CodeFixTest.Verify<MachineByteOrderAnalyzer, MachineByteOrderCodeFix>(Method(body), Method(expected), "Use big-endian (network) order");

    [Fact]
    public Task The_order_of_most_machines_is_offered_too() => CodeFixTest.Verify<MachineByteOrderAnalyzer, MachineByteOrderCodeFix>(
        Method("socket.Receive(buffer); Use([|BitConverter.ToInt32(buffer, 0)|]);"),
        Method("socket.Receive(buffer); Use(BinaryPrimitives.ReadInt32LittleEndian(buffer));"),
        "Use little-endian order");

    [Fact]
    public Task The_namespace_is_written_where_it_is_not_used() => CodeFixTest.Verify<MachineByteOrderAnalyzer, MachineByteOrderCodeFix>(
        Method("socket.Receive(buffer); Use([|BitConverter.ToInt32(buffer, 0)|]);").Replace("using System.Buffers.Binary;\n", string.Empty, StringComparison.Ordinal),
        Method("socket.Receive(buffer); Use(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(buffer));").Replace("using System.Buffers.Binary;\n", string.Empty, StringComparison.Ordinal),
        "Use big-endian (network) order");

    [Theory]
    [InlineData("socket.Send([|BitConverter.GetBytes(value)|]);")]
    [InlineData("socket.Receive(buffer); Use([|BitConverter.ToChar(buffer, 0)|]);")]
    [InlineData("int[] values = [1, 2]; socket.Send([|MemoryMarshal.AsBytes(values.AsSpan())|]);")]
    [InlineData("int index = 0; socket.Receive(buffer); Use([|BitConverter.ToInt32(startIndex: index, value: buffer)|]);")]
    public Task Where_one_call_can_not_stand_for_another_nothing_is_offered(string body) =>
        CodeFixTest.VerifyNotOffered<MachineByteOrderAnalyzer, MachineByteOrderCodeFix>(Method(body));
}
