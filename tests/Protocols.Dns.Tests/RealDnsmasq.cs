using System.Net;
using System.Net.Sockets;
using ProtoSockets.Tests.Shared;

namespace DnsSample.Tests;

/// <summary>dnsmasq with records of all the types that it can be given.</summary>
internal static class RealDnsmasq
{
    /// <summary>What it holds: 16 strings, over 512 bytes in a response and under 1,232.</summary>
    public const int BigStrings = 16;

    /// <summary>A SHA-1 digest: dig wants the right length.</summary>
    public const string KeyDigest = "0123456789ABCDEF0123456789ABCDEF01234567";

    private static readonly RealServerProgram Program = new()
    {
        Name = "dnsmasq",
        Package = "dnsmasq-base",
        IsReadyAsync = AnswersAsync,
        Arguments = port =>
        [
            "-k", "-d", "--conf-file=/dev/null", $"--port={port}", "--listen-address=127.0.0.1", "--bind-interfaces", "--no-resolv", "--no-hosts",
            "--user=nobody", "--pid-file=", "--local=/test/",
            "--host-record=www.example.test,192.0.2.10,2001:db8::10",
            "--cname=alias.example.test,www.example.test",
            "--mx-host=example.test,mail.example.test,10",
            "--mx-host=example.test,mail2.example.test,20",
            "--txt-record=example.test,v=spf1 -all,second string",
            "--srv-host=_sip._udp.example.test,sip.example.test,5060,0,1",
            "--ptr-record=10.2.0.192.in-addr.arpa,www.example.test",
            "--naptr-record=e.example.test,100,10,u,E2U+sip,!^.*$!sip:info@example.test!",
            "--caa-record=example.test,0,issue,ca.example.test",
            "--dns-rr=host.example.test,13,03435055024F53", // HINFO "CPU" "OS"
            $"--dns-rr=key.example.test,44,0401{KeyDigest}", // SSHFP 4 1
            "--dns-rr=strange.example.test,65280,C0000201",
            $"--txt-record=big.example.test,{string.Join(',', Enumerable.Range(0, BigStrings).Select(index => Text(index, 50)))}",
            $"--txt-record=huge.example.test,{string.Join(',', Enumerable.Range(0, BigStrings).Select(index => Text(index, 200)))}",
        ],
    };

    public static Task<RealServer> StartAsync() => RealServer.StartAsync(Program);

    /// <summary>The text of one of the strings.</summary>
    public static string Text(int index, int length) => $"P{index:00}{new string('x', length - 3)}";

    /// <summary>Asks for the root's address with a query that has nothing to do with the code under test.</summary>
    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await socket.SendAsync(Convert.FromHexString("00010100000100000000000003777777076578616d706c6504746573740000010001"), cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMilliseconds(200));
        try
        {
            return await socket.ReceiveAsync(new byte[512], patience.Token) > 12;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
