using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class UnixAbstractNameTests : StreamTransportContract
{
    protected override StreamTransport ServerTransport => Transports.Unix;

    protected override bool ClientsHaveAddresses => false;

    protected override bool ResetsAtWill => false;

    [Fact]
    public void No_file_is_made()
    {
        var name = (UnixDomainSocketEndPoint)FreeEndPoint();
        using StreamListener listener = Transports.Unix.Listen(name, new());
        Assert.False(File.Exists(name.ToString()));
        Assert.Equal(name, listener.LocalEndPoint);
    }

    [Fact]
    public async Task A_name_that_nobody_has_says_so()
    {
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(() => Transports.Unix.ConnectAsync(FreeEndPoint(), new(), Bounded.Token).WithinLimit());
        Assert.Contains("nobody has bound this name", error.Message, StringComparison.Ordinal);
    }

    protected override EndPoint FreeEndPoint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract names are Linux's.");
        return new UnixDomainSocketEndPoint($"\0protosockets-test-{Guid.NewGuid():N}");
    }
}
