using System.Net;

namespace ProtoSockets.Transports.Tests;

public sealed class TcpOverIPv6Tests : StreamTransportContract
{
    protected override StreamTransport ServerTransport => Transports.Tcp;

    protected override EndPoint FreeEndPoint()
    {
        IPv6.SkipIfMissing();
        return new IPEndPoint(IPAddress.IPv6Loopback, 0);
    }
}
