using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class DatagramLoopEndsCodeFixTests
{
    [Fact]
    public Task What_an_earlier_datagram_caused_is_caught() => Fixes(
        """
        while (true)
        {
            UdpReceiveResult got = await udp.[|ReceiveAsync|]();
            await udp.SendAsync(got.Buffer, got.RemoteEndPoint);
        }
        """,
        """
        while (true)
        {
            try
            {
                UdpReceiveResult got = await udp.ReceiveAsync();
                await udp.SendAsync(got.Buffer, got.RemoteEndPoint);
            }
            catch (SocketException)
            {
                // An earlier datagram did not reach its peer; the others go on.
            }
        }
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<DatagramLoopEndsAnalyzer, DatagramLoopEndsCodeFix>(NetworkCode.Datagrams(before), NetworkCode.Datagrams(after));
}
