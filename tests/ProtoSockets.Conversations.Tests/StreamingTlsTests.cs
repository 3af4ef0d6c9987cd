using System.Net;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Tests.Shared;
using static ProtoSockets.Transports.Transports;

namespace ProtoSockets.Conversations.Tests;

/// <summary>
/// Members that end with what a peer sends, over TLS: close_notify ends one direction, and the other goes on (RFC 8446, section 6.1). The foreign peers are Python's ssl, that is OpenSSL.
/// </summary>
public sealed class StreamingTlsTests
{
    private const int Large = 500_009;

    /// <summary>Reads to the client's close_notify, answers, ends with a close_notify of its own, or without one.</summary>
    private const string PythonServer = """
        import hashlib, socket, ssl, sys, tempfile
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(sys.argv[2])
            file.flush()
            context.load_cert_chain(file.name)
        server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
        while True:
            accepted, _ = server.accept()
            try:
                with context.wrap_socket(accepted, server_side=True, suppress_ragged_eofs=False) as peer:
                    received = b""
                    while piece := peer.recv(65536):
                        received += piece
                    verb, _, body = received.partition(b"\r\n")
                    if verb == b"MIRROR":
                        peer.sendall(b"MIRRORED\r\n" + body)
                    else:
                        peer.sendall(b"STORED %d %s\r\n" % (len(body), hashlib.sha256(body).hexdigest().encode()))
                    if sys.argv[3] == "notify":
                        peer.unwrap().close()
                    else:
                        peer.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        """;

    /// <summary>Sends, ends its half with a close_notify or TCP's end alone, and prints what comes then, and how that ended.</summary>
    private const string PythonClient = """
        import socket, ssl, sys
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        wire = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing)

        def flush():
            wire.sendall(outgoing.read())

        def until_done(action):
            while True:
                try:
                    return action()
                except ssl.SSLWantReadError:
                    flush()
                    more = wire.recv(65536)
                    if more:
                        incoming.write(more)
                    else:
                        incoming.write_eof()
                finally:
                    flush()

        until_done(tls.do_handshake)
        tls.write(b"STAT before\r\nPUT parcel\r\n" + b"x" * int(sys.argv[2]))
        flush()
        if sys.argv[3] == "notify":
            try:
                tls.unwrap()
            except ssl.SSLWantReadError:
                flush()
        else:
            wire.shutdown(socket.SHUT_WR)
        try:
            while piece := until_done(lambda: tls.read(65536)):
                sys.stdout.write(piece.decode())
            print("end")
        except ssl.SSLZeroReturnError:
            print("end")
        except OSError as error:
            print("cut")
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(Large)]
    public async Task A_foreign_server_reads_to_the_clients_close_notify_and_answers(int length)
    {
        await using RealServer server = await StartPythonAsync("notify");
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(Encrypted(server.EndPoint), cancellationToken: Cancelled);
        DropSlot.Stored stored = await client.PutAsync(new() { Name = "parcel", Body = StreamedBytes.ToEndOf(new PatternStream(length)) }, Cancelled).Soon();
        byte[] body = Parcels.Make(length);
        Assert.Equal((length, Slot.DigestOf(body)), (stored.Bytes, stored.Digest.ToString()));
        await client.Completion.Soon();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(Large)]
    public async Task A_foreign_client_that_has_sent_close_notify_gets_the_answer(int length)
    {
        await using RunningServer<DropSlot.Wire> server = Start(new Slot());
        ProgramResult result = await RunPythonAsync(server, length, "notify");
        Assert.Equal($"STORED 6 before\nSTORED {length} {Slot.DigestOf([.. Enumerable.Repeat((byte)'x', length)])}\nend\n", result.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Large)]
    public async Task An_end_without_close_notify_is_not_taken_for_the_members(int length)
    {
        Slot slot = new();
        await using RunningServer<DropSlot.Wire> server = Start(slot);
        ProgramResult result = await RunPythonAsync(server, length, "cut");
        Assert.DoesNotContain($"STORED {length}", result.Output, StringComparison.Ordinal);
        Assert.IsType<StreamedBytesException>(await slot.Failed.Task.Soon());
    }

    [Theory]
    [InlineData("notify")]
    [InlineData("cut")]
    public async Task What_a_foreign_server_streams_ends_with_its_close_notify(string ending)
    {
        await using RealServer server = await StartPythonAsync(ending);
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(Encrypted(server.EndPoint), cancellationToken: Cancelled);
        DropSlot.Mirrored mirrored = await client.MirrorAsync(new(StreamedBytes.ToEndOf(new PatternStream(Large))), Cancelled).Soon();
        if (ending == "notify")
        {
            Assert.Equal(Parcels.Make(Large), await mirrored.Body.ToArrayAsync(Large, Cancelled).Soon());
        }
        else
        {
            await Assert.ThrowsAsync<StreamedBytesException>(() => mirrored.Body.ToArrayAsync(Large, Cancelled).Soon());
        }

        await client.Completion.Soon();
    }

    [Fact]
    public async Task Both_sides_may_end_with_what_they_stream()
    {
        await using RunningServer<DropSlot.Wire> server = Start(new Slot());
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(Encrypted(server.EndPoint), cancellationToken: Cancelled);
        DropSlot.Mirrored mirrored = await client.MirrorAsync(new(StreamedBytes.ToEndOf(new PatternStream(Large))), Cancelled).Soon();
        Assert.Equal(Parcels.Make(Large), await mirrored.Body.ToArrayAsync(Large, Cancelled).Soon());
        await client.Completion.Soon();
    }

    [Fact]
    public async Task The_answer_follows_the_clients_end_however_long_the_handler_takes()
    {
        Slot slot = new();
        await using RunningServer<DropSlot.Wire> server = Start(slot);
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(Encrypted(server.EndPoint), cancellationToken: Cancelled);
        slot.BeforeAnswer = async () =>
        {
            await using DropSlot.Client other = await DropSlot.Client.ConnectAsync(Encrypted(server.EndPoint), cancellationToken: Cancelled);
            await other.StatAsync(new("other"), Cancelled).Soon();
        };
        DropSlot.Stored stored = await client.PutAsync(new() { Name = "parcel", Body = StreamedBytes.ToEndOf(new PatternStream(Large)) }, Cancelled).Soon();
        Assert.Equal(Large, stored.Bytes);
        await client.Completion.Soon();
        Assert.Null(await slot.Ended.Task.Soon());
    }

    private static RunningServer<DropSlot.Wire> Start(Slot slot) =>
        new(new DropSlot.Server(slot), new TransportAddress(Tls(Localhost.Server), new IPEndPoint(IPAddress.Loopback, 0)));

    private static TransportAddress Encrypted(EndPoint server) => new(Tls(Localhost.Client), server);

    private static Task<RealServer> StartPythonAsync(string ending) => RealServer.StartAsync(new RealServerProgram
    {
        Name = "python3",
        Package = "python3",
        Arguments = port => ["-c", PythonServer, $"{port}", $"{Localhost.Certificate.ExportCertificatePem()}\n{Localhost.Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n", ending],
    });

    private static async Task<ProgramResult> RunPythonAsync(RunningServer<DropSlot.Wire> server, int length, string ending)
    {
        string python = ExternalProgram.Find("python3", "python3");
        ProgramResult result = await ExternalProgram.RunAsync(python, ["-c", PythonClient, $"{((IPEndPoint)server.EndPoint).Port}", $"{length}", ending]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }
}
