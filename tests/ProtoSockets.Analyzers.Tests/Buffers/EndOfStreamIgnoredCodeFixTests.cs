using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Buffers;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class EndOfStreamIgnoredCodeFixTests
{
    [Fact]
    public Task The_loop_ends() => Fixes(
        """
        while (true)
        {
            int n = socket.[|Receive|](buffer);
            Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, n));
        }
        """,
        """
        while (true)
        {
            int n = socket.Receive(buffer);
            if (n == 0)
            {
                break;
            }

            Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, n));
        }
        """);

    [Fact]
    public Task A_variable_from_outside_of_the_loop_is_looked_at() => Fixes(
        """
        int n;
        for (;;)
        {
            n = await stream.[|ReadAsync|](buffer);
            await stream.WriteAsync(buffer.AsMemory(0, n));
        }
        """,
        """
        int n;
        for (;;)
        {
            n = await stream.ReadAsync(buffer);
            if (n == 0)
            {
                break;
            }

            await stream.WriteAsync(buffer.AsMemory(0, n));
        }
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<EndOfStreamIgnoredAnalyzer, EndOfStreamIgnoredCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));
}
