using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class AcceptLoopEndsCodeFixTests
{
    [Fact]
    public Task What_one_peer_does_is_caught() => Fixes(
        """
        while (true)
        {
            using TcpClient peer = await listener.AcceptTcpClientAsync();
            NetworkStream data = peer.GetStream();

            await data.[|WriteAsync|](buffer);
        }
        """,
        """
        while (true)
        {
            using TcpClient peer = await listener.AcceptTcpClientAsync();
            try
            {
                NetworkStream data = peer.GetStream();

                await data.WriteAsync(buffer);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // This peer has gone; the others go on.
            }
        }
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<AcceptLoopEndsAnalyzer, AcceptLoopEndsCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));
}
