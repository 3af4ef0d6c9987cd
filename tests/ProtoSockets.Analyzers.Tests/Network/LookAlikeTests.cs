using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Network;

/// <summary>What holds for all rules about the network types: types of the same name are others, and code that is not finished breaks nothing.</summary>
public sealed class LookAlikeTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = RulesOfUse.All;

    /// <summary>Everything that the rules are about, on types of the same names that someone else has written.</summary>
    private const string Misuse =
        """
        class Program
        {
            static async Task Run(Socket socket, NetworkStream stream, TcpClient client, TcpListener listener, UdpClient udp, SocketAsyncEventArgs args, byte[] buffer)
            {
                socket.Receive(buffer);
                Console.WriteLine(buffer[0]);
                socket.ReceiveAsync(args);
                int got = socket.Receive(buffer);
                Console.WriteLine(JsonSerializer.Deserialize<string>(buffer.AsSpan(0, got)));
                int size = BinaryPrimitives.ReadInt32BigEndian(buffer);
                Console.WriteLine(new byte[size]);
                client.ReceiveTimeout = 100;
                int read = await stream.ReadAsync(buffer);
                _ = stream.WriteAsync(buffer);
                _ = stream.WriteAsync(buffer);
                stream.Close();
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Listen(1);
                while (stream.DataAvailable)
                {
                    Console.WriteLine(stream.Read(buffer) + read);
                }

                while (client.Connected)
                {
                    Thread.Sleep(1);
                }

                for (int round = 0; round < 3; round++)
                {
                    foreach (byte one in buffer)
                    {
                        do
                        {
                            socket.Send([one]);
                        }
                        while (stream.DataAvailable);
                    }
                }

                while (true)
                {
                    int count = socket.Receive(buffer);
                    Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, count));
                    byte[] datagram = udp.Receive();
                    udp.Send(datagram);
                    Socket accepted = listener.AcceptSocket();
                    accepted.Send(buffer);
                }
            }
        }
        """;

    private const string LookAlikes =
        """
        enum SocketOptionLevel { Socket }
        enum SocketOptionName { ReuseAddress }
        class SocketAsyncEventArgs { }
        class Socket
        {
            public int Receive(byte[] buffer) => 0;
            public bool ReceiveAsync(SocketAsyncEventArgs args) => false;
            public int Send(byte[] buffer) => 0;
            public void Listen(int backlog) { }
            public void SetSocketOption(SocketOptionLevel level, SocketOptionName name, bool value) { }
        }
        class NetworkStream
        {
            public bool DataAvailable => false;
            public int Read(byte[] buffer) => 0;
            public Task<int> ReadAsync(byte[] buffer) => Task.FromResult(0);
            public Task WriteAsync(byte[] buffer) => Task.CompletedTask;
            public void Close() { }
        }
        class TcpClient { public int ReceiveTimeout { get; set; } public bool Connected => true; }
        class TcpListener { public Socket AcceptSocket() => new(); }
        class UdpClient { public byte[] Receive() => []; public void Send(byte[] datagram) { } }
        """;

    private const string Usings =
        """
        using System;
        using System.Buffers.Binary;
        using System.Text;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Fact]
    public Task Types_of_the_same_names_are_others() => AnalyzerTest.Verify(Rules, Usings + Misuse + LookAlikes);

    /// <summary>The same program is full of findings when the types are the framework's: the test above can fail.</summary>
    [Fact]
    public async Task The_framework_itself_is_not()
    {
        string source = Usings + "using System.Net.Sockets;\n" + Misuse.Replace("udp.Receive()", "(await udp.ReceiveAsync()).Buffer", StringComparison.Ordinal);

        ImmutableArray<Diagnostic> reported = await AnalyzerTest.Run(Rules, TestCompilation.Create(source));

        Assert.True(reported.Select(static diagnostic => diagnostic.Id).Distinct(StringComparer.Ordinal).Count() >= 6, string.Join('\n', reported));
        Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
    }

    /// <summary>The program cut off at each place: whatever is typed, nothing falls over.</summary>
    [Fact]
    public async Task Code_that_is_not_finished_breaks_nothing()
    {
        string source = Usings + "using System.Net.Sockets;\n" + Misuse;
        for (int length = Usings.Length; length < source.Length; length += 37)
        {
            ImmutableArray<Diagnostic> reported = await AnalyzerTest.Run(Rules, TestCompilation.Create(source[..length]));
            Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
        }
    }
}
