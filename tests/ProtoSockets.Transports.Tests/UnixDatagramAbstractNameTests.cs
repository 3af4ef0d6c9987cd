using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class UnixDatagramAbstractNameTests : ReliableDatagramTransportContract
{
    private int _names;

    protected override DatagramTransport Transport => Transports.UnixDatagram;

    protected override EndPoint FreeEndPoint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract names are Linux's.");
        int index = _names++;
        return new UnixDomainSocketEndPoint($"\0ps-{Guid.NewGuid():N}{new string('x', index * 7 % 40)}");
    }
}
