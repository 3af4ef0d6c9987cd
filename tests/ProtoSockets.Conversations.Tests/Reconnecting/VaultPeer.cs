using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>A server of the vault that is not ours (Python's socket and struct), and does with its connections what the test says.</summary>
internal sealed class VaultPeer : IAsyncDisposable
{
    private const string Script = """
        import socket, struct, sys

        hello = bytes.fromhex(sys.argv[1])
        listener = socket.create_server(("127.0.0.1", int(sys.argv[2])), backlog=16)
        print(listener.getsockname()[1], flush=True)
        connection = frame = None

        def exactly(count):
            received = b""
            while len(received) < count:
                part = connection.recv(count - len(received))
                if not part:
                    return received
                received += part
            return received

        def read():
            length = exactly(4)
            return length + exactly(struct.unpack(">I", length)[0] - 4) if len(length) == 4 else b""

        def send(kind, message, correlation, body=b""):
            connection.sendall(struct.pack(">IBBHI", 12 + len(body), kind, 0, message, correlation) + body)

        for line in sys.stdin:
            command, *arguments = line.split()
            if command == "accept":
                connection, _ = listener.accept()
                read()
                connection.sendall(hello)
            elif command == "read":
                frame = read()
            elif command == "reply":
                send(3, 2, struct.unpack(">I", frame[8:12])[0], struct.pack(">qi", int(arguments[0]), int(arguments[1])))
            elif command == "goodbye":
                send(6, int(arguments[0]), 0)
            elif command == "finish":
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
                connection.close()
            elif command == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
            elif command == "elsewhere":
                send(11, 0, struct.unpack(">I", frame[8:12])[0], struct.pack(">HI", int(arguments[0]), 0))
            elif command == "refuse":
                send(4, 0, struct.unpack(">I", frame[8:12])[0], struct.pack(">H", int(arguments[0])))
            print(frame.hex() if command == "read" else command, flush=True)
        """;

    private readonly RunningProgram _program;
    private int _isDisposed;

    private VaultPeer(RunningProgram program, int port)
    {
        _program = program;
        Address = new IPEndPoint(IPAddress.Loopback, port);
    }

    public TransportAddress Address { get; }

    public static async Task<VaultPeer> StartAsync(int port = 0)
    {
        RunningProgram program = RunningProgram.Start(new ProcessStartInfo(
            ExternalProgram.Find("python3", "python3"), ["-c", Script, Convert.ToHexString(Hello()), port.ToString(CultureInfo.InvariantCulture)]));
        return new VaultPeer(program, int.Parse(await program.HearAsync(), CultureInfo.InvariantCulture));
    }

    /// <summary>Has it do something, and waits until it has.</summary>
    public async Task<string> DoAsync(string command)
    {
        await _program.SayAsync(command);
        return await _program.HearAsync();
    }

    /// <summary>Kills it, so that the system ends what it had.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, 1) == 0 ? _program.DisposeAsync() : default;

    private static byte[] Hello()
    {
        var hello = new byte[32];
        hello[3] = 32;                  // length
        hello[4] = 5;                   // hello
        "PSKT"u8.CopyTo(hello.AsSpan(12));
        hello[16] = 1;                  // version of the envelope
        BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(18), Vault.Wire.Description.Version);
        BinaryPrimitives.WriteUInt64BigEndian(hello.AsSpan(20), Vault.Wire.Description.SchemaHash);
        BinaryPrimitives.WriteUInt32BigEndian(hello.AsSpan(28), 1 << 20);
        return hello;
    }
}
