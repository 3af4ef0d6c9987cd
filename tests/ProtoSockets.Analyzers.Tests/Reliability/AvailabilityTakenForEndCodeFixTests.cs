using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class AvailabilityTakenForEndCodeFixTests
{
    [Fact]
    public Task A_loop_over_what_is_there_reads_to_the_end() => Fixes(
        """
        var bytes = new MemoryStream();
        while (stream.[|DataAvailable|])
        {
            int count = stream.Read(buffer, 0, buffer.Length);
            bytes.Write(buffer, 0, count);
        }
        """,
        """
        var bytes = new MemoryStream();
        while (stream.Read(buffer, 0, buffer.Length) is > 0 and int count)
        {
            bytes.Write(buffer, 0, count);
        }
        """);

    [Fact]
    public Task A_loop_that_reads_first_as_well() => Fixes(
        """
        var bytes = new MemoryStream();
        int count;
        do
        {
            count = await stream.ReadAsync(buffer);
            bytes.Write(buffer, 0, count);
        }
        while (stream.[|DataAvailable|]);
        """,
        """
        var bytes = new MemoryStream();
        int count;
        while ((count = await stream.ReadAsync(buffer)) > 0)
        {
            bytes.Write(buffer, 0, count);
        }
        """);

    [Fact]
    public Task All_loops_are_mended_at_once() => CodeFixTest.VerifyAll<AvailabilityTakenForEndAnalyzer, AvailabilityTakenForEndCodeFix>(
        Code("while (stream.[|DataAvailable|])\n{\n    var count = stream.Read(buffer);\n    Use(count);\n}\n\nwhile (socket.[|Available|] > 0)\n{\n    int more = socket.Receive(buffer);\n    Use(more);\n}"),
        Code("while (stream.Read(buffer) is > 0 and int count)\n{\n    Use(count);\n}\n\nwhile (socket.Receive(buffer) is > 0 and int more)\n{\n    Use(more);\n}"));

    [Theory]
    [InlineData("while (stream.[|DataAvailable|])\n{\n    Use(stream.Read(buffer));\n}")]
    [InlineData("while (stream.[|DataAvailable|])\n{\n    buffer[0] = 0;\n    int count = stream.Read(buffer);\n    Use(count);\n}")]
    [InlineData("while (stream.[|DataAvailable|]) Use(stream.Read(buffer));")]
    [InlineData("while (client.[|Connected|])\n{\n    Thread.Sleep(1);\n}")]
    public Task A_loop_with_another_beginning_is_left_to_its_author(string body) =>
        CodeFixTest.VerifyNotOffered<AvailabilityTakenForEndAnalyzer, AvailabilityTakenForEndCodeFix>(Code(body));

    private static Task Fixes(string before, string after) => CodeFixTest.Verify<AvailabilityTakenForEndAnalyzer, AvailabilityTakenForEndCodeFix>(Code(before), Code(after));

    private static string Code(string body) => NetworkCode.Streams(body);
}
