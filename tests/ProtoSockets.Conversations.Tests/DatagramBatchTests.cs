using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Datagrams that leave, and arrive, many at a time.</summary>
public sealed class DatagramBatchTests : Burst.IServerHandler, IDisposable
{
    private const int HeaderBytes = 6;
    private const int NoteBytes = HeaderBytes + sizeof(uint);
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("udp://127.0.0.1:0");

    private readonly ManualResetEventSlim _release = new(initialState: true);
    private uint _blocked = uint.MaxValue;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _release.Dispose();

    public ValueTask<Burst.Answer> AskAsync(Burst.Ask request, Burst.Session session, CancellationToken cancellationToken)
    {
        if (request.Number == _blocked)
        {
            // Not as a handler should.
            Assert.True(_release.Wait(Patience.Long, CancellationToken.None));
        }

        return new(new Burst.Answer(request.Number));
    }

    public ValueTask NoteAsync(Burst.Note message, Burst.Session session, CancellationToken cancellationToken) => default;

    [Fact]
    public async Task What_a_batch_sends_goes_through_the_system_together()
    {
        using DatagramChannel receiver = Transports.Transports.Udp.Bind(new IPEndPoint(IPAddress.Loopback, 0), new());
        Assert.SkipUnless(receiver.CanReceiveMany, "The system has no UDP_GRO.");
        byte[] buffer = new byte[receiver.ReceiveManyBytes];
        ValueTask<DatagramRun> receiving = receiver.ReceiveManyAsync(buffer, receiver.CreateAddress(), Cancelled);
        await using Burst.Client client = await ConnectAsync(receiver.LocalEndPoint);
        ValueTask last = SendBatch(client, [.. Enumerable.Repeat(0, 64)]);
        await last;

        DatagramRun run = await receiving.Soon();
        Assert.Equal(new DatagramRun(64 * NoteBytes, NoteBytes), run);
        Assert.Equal(Enumerable.Range(0, 64), Enumerable.Range(0, 64).Select(index => NumberOf(buffer[run[index]])));
    }

    [Fact]
    public async Task Datagrams_of_any_size_arrive_as_they_are_and_in_order()
    {
        using var receiver = NewReceiver();
        await using Burst.Client client = await ConnectAsync(receiver.LocalEndPoint!);

        // Equal, shorter, longer ones, some that are too large to gather, and more than fit into one buffer.
        int[] sizes = [0, 0, 0, 5, 5, 4, 5, 1300, 5, 8000, 8000, 7999, 0, 1222, 1223, 1222, .. Enumerable.Repeat(1200, 80), 1];
        await SendBatch(client, sizes);
        byte[] buffer = new byte[9000];
        for (int number = 0; number < sizes.Length; number++)
        {
            int length = receiver.Receive(buffer);
            Assert.Equal((number, NoteBytes + sizes[number]), (NumberOf(buffer), length));
            Assert.False(buffer.AsSpan(NoteBytes, sizes[number]).ContainsAnyExcept((byte)number));
        }
    }

    [Fact]
    public async Task Within_another_batch_nothing_leaves_before_the_outer_one_ends()
    {
        using var receiver = NewReceiver();
        await using Burst.Client client = await ConnectAsync(receiver.LocalEndPoint!);
        Nest();
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => ReceiveNumber(receiver)));

        void Nest()
        {
            using (client.BeginBatch())
            {
                Note(client, 0);
                using (client.BeginBatch())
                {
                    Note(client, 1);
                }

                Note(client, 2);
                Assert.Equal(0, receiver.Available);
            }
        }
    }

    [Fact]
    public async Task What_another_thread_sends_does_not_wait_for_the_end_of_a_batch()
    {
        using var receiver = NewReceiver();
        await using Burst.Client client = await ConnectAsync(receiver.LocalEndPoint!);
        Gather();
        Assert.Equal(3, ReceiveNumber(receiver));

        void Gather()
        {
            using (client.BeginBatch())
            {
                Note(client, 0);
                var other = new Thread(() =>
                {
                    using (client.BeginBatch())
                    {
                        Note(client, 1);
                        Note(client, 2);
                    }
                });
                other.Start();
                other.Join();
                Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => ReceiveNumber(receiver)));
                Note(client, 3);
            }
        }
    }

    [Fact]
    public async Task All_calls_of_a_batch_are_answered()
    {
        await using var server = new RunningServer<Burst.Wire>(new Burst.Server(this), Anywhere);
        await using Burst.Client client = await ConnectAsync(server.EndPoint);
        for (uint round = 0; round < 20; round++)
        {
            Assert.Equal(Enumerable.Range(0, 100), (await AskTogether(client, 100).Soon()).Select(answer => (int)answer.Number));
        }
    }

    [Fact]
    public async Task A_busy_server_answers_each_datagram_once()
    {
        const int Together = 64;
        const int Rounds = 20;
        await using var server = new RunningServer<Burst.Wire>(new Burst.Server(this), Anywhere);
        using DatagramChannel client = await Transports.Transports.Udp.ConnectAsync(server.EndPoint, new(), Cancelled);
        byte[] requests = new byte[Together * NoteBytes];
        byte[] buffer = new byte[100];
        for (int round = 0; round < Rounds; round++)
        {
            for (int index = 0; index < Together; index++)
            {
                Span<byte> request = requests.AsSpan(index * NoteBytes);
                BinaryPrimitives.WriteUInt16BigEndian(request, 1);
                BinaryPrimitives.WriteUInt32BigEndian(request[2..], (uint)index);
                BinaryPrimitives.WriteUInt32BigEndian(request[HeaderBytes..], (uint)((round * Together) + index));
            }

            Assert.Equal(Together, client.TrySendMany(requests, NoteBytes, to: null, out _));
            List<int> answers = [];
            while (answers.Count < Together)
            {
                Assert.Equal(NoteBytes, await client.ReceiveAsync(buffer, client.CreateAddress(), Cancelled).Soon());
                Assert.Equal(2, BinaryPrimitives.ReadUInt16BigEndian(buffer));
                Assert.Equal(NumberOf(buffer) % Together, (int)BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(2)));
                answers.Add(NumberOf(buffer));
            }

            Assert.Equal(Enumerable.Range(round * Together, Together), answers.Order());
        }
    }

    [Fact]
    public async Task In_the_pool_a_handler_that_blocks_holds_up_nobody_else()
    {
        Assert.SkipWhen(ThreadingUnderTest.Mode != ThreadingMode.Pool, "In the others all peers of an address share a thread.");
        _blocked = 7;
        _release.Reset();
        await using var server = new RunningServer<Burst.Wire>(new Burst.Server(this), Anywhere);
        await using Burst.Client blocked = await ConnectAsync(server.EndPoint);
        await using Burst.Client other = await ConnectAsync(server.EndPoint);
        Task<Burst.Answer> waiting = blocked.AskAsync(new(7), Cancelled).AsTask();
        for (uint number = 100; number < 110; number++)
        {
            Assert.Equal(number, (await other.AskAsync(new(number), Cancelled).Soon()).Number);
        }

        Assert.False(waiting.IsCompleted);
        _release.Set();
        Assert.Equal(7u, (await waiting.Soon()).Number);
    }

    [Fact]
    public async Task What_nobody_took_is_sent_again_when_somebody_is_there()
    {
        using var place = NewReceiver();
        EndPoint address = place.LocalEndPoint!;
        await using Burst.Client client = await ConnectAsync(address, new ClientOptions { RetransmitInterval = TimeSpan.FromMilliseconds(20) });
        place.Dispose();
        Task<Burst.Answer[]> asking = AskTogether(client, 10);
        await SendBatch(client, [0, 0, 3, 0, 9]);
        await using var server = new RunningServer<Burst.Wire>(new Burst.Server(this), new TransportAddress(Anywhere.Transport, address));
        Assert.Equal(Enumerable.Range(0, 10), (await asking.Soon()).Select(answer => (int)answer.Number));
    }

    private static Task<Burst.Client> ConnectAsync(EndPoint server, ClientOptions? options = null) =>
        Burst.Client.ConnectAsync(new TransportAddress(Anywhere.Transport, server), options, cancellationToken: Cancelled);

    private static Socket NewReceiver()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20, ReceiveTimeout = (int)Patience.Long.TotalMilliseconds };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static Task<Burst.Answer[]> AskTogether(Burst.Client client, int count)
    {
        Task<Burst.Answer>[] asked;
        using (client.BeginBatch())
        {
            asked = [.. Enumerable.Range(0, count).Select(number => client.AskAsync(new((uint)number), Cancelled).AsTask())];
        }

        return Task.WhenAll(asked);
    }

    private static ValueTask SendBatch(Burst.Client client, int[] sizes)
    {
        ValueTask last = default;
        using (client.BeginBatch())
        {
            for (int number = 0; number < sizes.Length; number++)
            {
                byte[] rest = new byte[sizes[number]];
                rest.AsSpan().Fill((byte)number);
                last = client.NoteAsync(new((uint)number, rest), Cancelled);
            }
        }

        return last;
    }

    private static void Note(Burst.Client client, uint number) => Assert.True(client.NoteAsync(new(number, default), Cancelled).AsTask().IsCompletedSuccessfully);

    private static int ReceiveNumber(Socket receiver)
    {
        byte[] buffer = new byte[100];
        Assert.Equal(NoteBytes, receiver.Receive(buffer));
        return NumberOf(buffer);
    }

    private static int NumberOf(ReadOnlySpan<byte> note) => (int)BinaryPrimitives.ReadUInt32BigEndian(note[HeaderBytes..]);
}
