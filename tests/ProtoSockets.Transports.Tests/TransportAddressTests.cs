using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class TransportAddressTests
{
    [Theory]
    [InlineData("tcp://127.0.0.1:5000")]
    [InlineData("tcp://0.0.0.0:0")]
    [InlineData("tcp://localhost:5000")]
    [InlineData("tcp://chat.example.com:65535")]
    [InlineData("tcp://[::1]:5000")]
    [InlineData("tcp://[2001:db8::7]:5000")]
    [InlineData("unix:chat.sock")]
    [InlineData("unix:/run/chat.sock")]
    [InlineData("unix:./@chat")]
    [InlineData("unix:@chat")]
    [InlineData("tls://chat.example.com:5000")]
    [InlineData("udp://127.0.0.1:5000")]
    [InlineData("udp://localhost:5000")]
    [InlineData("unixgram:/run/chat.sock")]
    [InlineData("unixgram:@chat")]
    [InlineData("memory:chat")]
    [InlineData("memorygram:chat")]
    public void Text_goes_through(string text)
    {
        TransportAddress address = TransportAddress.Parse(text);
        Assert.Equal(text, address.ToString());
        Assert.Equal(address, TransportAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("127.0.0.1:5000", "tcp://127.0.0.1:5000")]
    [InlineData("localhost:5000", "tcp://localhost:5000")]
    [InlineData("[::1]:5000", "tcp://[::1]:5000")]
    [InlineData("TCP://127.0.0.1:5000", "tcp://127.0.0.1:5000")]
    [InlineData("unix:///run/chat.sock", "unix:/run/chat.sock")]
    [InlineData("tcp://[0:0:0:0:0:0:0:1]:5000", "tcp://[::1]:5000")]
    public void Other_spellings_mean_the_same(string text, string canonical) => Assert.Equal(canonical, TransportAddress.Parse(text).ToString());

    [Theory]
    [InlineData(null, "it is empty.")]
    [InlineData("", "it is empty.")]
    [InlineData("tcp://127.0.0.1", "the port is missing.")]
    [InlineData("tcp://[::1]", "the port is missing.")]
    [InlineData("127.0.0.1", "the port is missing.")]
    [InlineData("tcp://127.0.0.1:", "\"\" is not a port")]
    [InlineData("tcp://127.0.0.1:65536", "\"65536\" is not a port")]
    [InlineData("tcp://127.0.0.1:-1", "\"-1\" is not a port")]
    [InlineData("tcp://127.0.0.1:+1", "\"+1\" is not a port")]
    [InlineData("tcp://127.0.0.1: 1", "\" 1\" is not a port")]
    [InlineData("tcp://127.0.0.1:80/", "\"80/\" is not a port")]
    [InlineData("tcp://:80", "the host is missing")]
    [InlineData("tcp://::1:80", "write an IPv6 address in brackets: [::1]:80.")]
    [InlineData("tcp://[127.0.0.1]:80", "[127.0.0.1] is not an IPv6 address.")]
    [InlineData("tcp://[]:80", "[] is not an IPv6 address.")]
    [InlineData("tcp://010.0.0.1:80", "would be 8.0.0.1")]
    [InlineData("tcp://127.1:80", "would be 127.0.0.1")]
    [InlineData("tcp://a b:80", "\"a b\" is not a host name or an address.")]
    [InlineData("tcp://user@host:80", "is not a host name or an address.")]
    [InlineData("tcp:127.0.0.1:80", "write tcp://host:port, with two slashes.")]
    [InlineData("http://127.0.0.1:80", "the scheme \"http\" is not known; there are tcp,")]
    [InlineData("memory:", "the name is missing.")]
    [InlineData("memory://chat", "there is no host in it; write memory:chat.")]
    [InlineData("unix:", "the name is missing.")]
    [InlineData("unix:@", "the name behind @ is missing.")]
    [InlineData("unix://chat.sock", "there is no host in it; write unix:chat.sock.")]
    [InlineData("tcp://a\u0000b:80", "it has control characters.")]
    public void What_is_wrong_is_said_in_one_line(string? text, string reason)
    {
        Assert.False(TransportAddress.TryParse(text, out TransportAddress? address, out string? said));
        Assert.Null(address);
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
        if (text is not null)
        {
            Assert.Contains(reason, Assert.Throws<FormatException>(() => TransportAddress.Parse(text)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_at_sign_names_the_abstract_space_and_a_path_can_start_with_one()
    {
        Assert.Equal(new UnixDomainSocketEndPoint("\0chat"), TransportAddress.Parse("unix:@chat").EndPoint);
        Assert.Equal("unix:./@chat", new TransportAddress(Transports.Unix, new UnixDomainSocketEndPoint("@chat")).ToString());
    }

    [Theory]
    [InlineData("unix:", "longer than the system allows")]
    [InlineData("memory:", "more than 100 bytes")]
    public void Names_have_a_limit(string scheme, string reason)
    {
        Assert.False(TransportAddress.TryParse(scheme + new string('x', 200), out _, out string? said));
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_star_is_all_addresses_of_both_families()
    {
        TransportAddress address = TransportAddress.Parse("tcp://*:5000");
        IPAddress any = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        Assert.Equal(new IPEndPoint(any, 5000), address.EndPoint);
        Assert.Equal(address, TransportAddress.Parse(address.ToString()));
    }

    [Fact]
    public void Kinds_of_end_points_name_their_transport()
    {
        TransportAddress ip = new IPEndPoint(IPAddress.Loopback, 1);
        TransportAddress name = new DnsEndPoint("localhost", 1);
        TransportAddress path = new UnixDomainSocketEndPoint("chat.sock");
        TransportAddress memory = new MemoryEndPoint("chat");
        EndPoint anyKind = new IPEndPoint(IPAddress.Loopback, 1);
        TransportAddress converted = anyKind;
        Assert.Same(Transports.Tcp, ip.Transport);
        Assert.Same(Transports.Tcp, name.Transport);
        Assert.Same(Transports.Unix, path.Transport);
        Assert.Same(Transports.Memory, memory.Transport);
        Assert.Equal(ip, converted);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:1", typeof(TcpTransport))]
    [InlineData("tls://127.0.0.1:1", typeof(TlsTransport))]
    [InlineData("udp://127.0.0.1:1", typeof(UdpTransport))]
    [InlineData("unix:chat.sock", typeof(UnixStreamTransport))]
    [InlineData("unixgram:chat.sock", typeof(UnixDatagramTransport))]
    [InlineData("memory:chat", typeof(MemoryTransport))]
    [InlineData("memorygram:chat", typeof(MemoryDatagramTransport))]
    public void A_scheme_names_its_transport(string text, Type transport)
    {
        TransportAddress address = TransportAddress.Parse(text);
        Assert.IsType(transport, address.Transport);
        Assert.Equal(address.Transport.Scheme, text[..text.IndexOf(':', StringComparison.Ordinal)]);
        Assert.Equal(address.Transport.Scheme, address.Transport.ToString());
    }

    [Fact]
    public void An_end_point_of_an_unknown_kind_needs_its_transport_named()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => TransportAddress.FromEndPoint(new Strange()));
        Assert.Contains("new TransportAddress(", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_TLS_gets_its_options_from_the_program()
    {
        TransportAddress bound = TransportAddress.Parse("tls://localhost:0").WithTls(Certificates.ServerOptions());
        using StreamListener listener = ((StreamTransport)bound.Transport).Listen(bound.EndPoint, new());
        TransportAddress peer = TransportAddress.Parse($"tls://localhost:{((IPEndPoint)listener.LocalEndPoint).Port}").WithTls(Certificates.ClientOptions());
        using StreamPair pair = await StreamPair.ConnectAsync(listener, (StreamTransport)peer.Transport, peer.EndPoint);
        Assert.NotNull(pair.Client.RemoteCertificate);
        Assert.StartsWith("tls://localhost:", peer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_TCP_carries_TLS()
    {
        Assert.IsType<TlsTransport>(TransportAddress.Parse("tcp://localhost:1").WithTls(Certificates.ClientOptions()).Transport);
        Assert.Throws<InvalidOperationException>(() => TransportAddress.Parse("udp://localhost:1").WithTls(Certificates.ClientOptions()));
        Assert.Throws<InvalidOperationException>(() => TransportAddress.Parse("unix:chat").WithTls(Certificates.ServerOptions()));
    }

    private sealed class Strange : EndPoint;
}
