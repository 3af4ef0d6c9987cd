using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Buffers;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class ChunkDecodedWithoutStateCodeFixTests
{
    [Fact]
    public Task One_decoder_is_kept() => Fixes(
        """
        int n;
        while ((n = socket.Receive(buffer)) > 0)
        {
            Console.Write(Encoding.UTF8.[|GetString|](buffer, 0, n));
        }
        """,
        """
        int n;
        Decoder decoder = Encoding.UTF8.GetDecoder();
        char[] characters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        while ((n = socket.Receive(buffer)) > 0)
        {
            Console.Write(new string(characters, 0, decoder.GetChars(buffer, 0, n, characters, 0)));
        }
        """);

    [Fact]
    public Task A_span_is_left_alone() => IsNotOffered(
        """
        int n;
        while ((n = socket.Receive(buffer)) > 0)
        {
            Console.Write(Encoding.UTF8.[|GetString|](buffer.AsSpan(0, n)));
        }
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<ChunkDecodedWithoutStateAnalyzer, ChunkDecodedWithoutStateCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));

    private static Task IsNotOffered(string body) => CodeFixTest.VerifyNotOffered<ChunkDecodedWithoutStateAnalyzer, ChunkDecodedWithoutStateCodeFix>(NetworkCode.Streams(body));
}
