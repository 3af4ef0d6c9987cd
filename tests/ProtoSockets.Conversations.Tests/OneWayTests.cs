using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests;

/// <summary>When one-way messages leave, and in how many pieces: seen where they are handed to the transport.</summary>
public sealed class OneWayTests : Beacon.IServerHandler
{
    private int _notes;
    private int _outOfOrder;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping request, Beacon.Session session, CancellationToken cancellationToken) => new(new Beacon.Pong(_notes));

    public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken)
    {
        _outOfOrder += message.Number == _notes++ ? 0 : 1;
        return default;
    }

    [Fact]
    public async Task A_message_that_stands_alone_is_handed_over_before_its_task_ends()
    {
        await using RunningServer<Beacon.Wire> server = Start();
        (Beacon.Client client, CountingConnection connection) = await ConnectAsync(server);
        await using Beacon.Client _ = client;
        int before = connection.Sends;
        await client.NoteAsync(new(0), Cancelled);
        Assert.Equal(before + 1, connection.Sends);
    }

    [Fact]
    public async Task Messages_in_close_succession_leave_together_and_in_order_and_ahead_of_a_later_request()
    {
        const int Messages = 20_000;
        await using RunningServer<Beacon.Wire> server = Start();
        (Beacon.Client client, CountingConnection connection) = await ConnectAsync(server);
        await using Beacon.Client _ = client;
        int before = connection.Sends;
        for (int number = 0; number < Messages; number++)
        {
            await client.NoteAsync(new(number), Cancelled);
        }

        Assert.Equal(Messages, (await client.PingAsync(new(0), Cancelled).Soon()).Number);
        Assert.Equal(0, _outOfOrder);
        Assert.InRange(connection.Sends - before, 1, Messages / 2);
    }

    [Fact]
    public async Task What_a_batch_gathers_leaves_in_one_piece_when_it_ends()
    {
        await using RunningServer<Beacon.Wire> server = Start();
        (Beacon.Client client, CountingConnection connection) = await ConnectAsync(server);
        await using Beacon.Client _ = client;
        int before = connection.Sends;
        Task<Beacon.Pong> ping = SendAll();
        Assert.Equal(before + 1, connection.Sends);
        Assert.Equal(100, (await ping.Soon()).Number);

        Task<Beacon.Pong> SendAll()
        {
            Task<Beacon.Pong> asked;
            using (client.BeginBatch())
            {
                for (int number = 0; number < 100; number++)
                {
                    Assert.True(client.NoteAsync(new(number), Cancelled).AsTask().IsCompletedSuccessfully);
                }

                asked = client.PingAsync(new(0), Cancelled).AsTask();
                Assert.Equal(before, connection.Sends);
            }

            return asked;
        }
    }

    [Fact]
    public async Task A_batch_inside_of_another_ends_nothing_but_itself()
    {
        await using RunningServer<Beacon.Wire> server = Start();
        (Beacon.Client client, CountingConnection connection) = await ConnectAsync(server);
        await using Beacon.Client _ = client;
        SendAll();
        Assert.Equal(3, (await client.PingAsync(new(0), Cancelled).Soon()).Number);

        void SendAll()
        {
            using (client.BeginBatch())
            {
                Send(client, 0);
                using (client.BeginBatch())
                {
                    Send(client, 1);
                }

                int sends = connection.Sends;
                Send(client, 2);
                Assert.Equal(sends, connection.Sends);
            }
        }
    }

    [Fact]
    public async Task Batches_of_several_threads_end_each_for_itself()
    {
        await using RunningServer<Beacon.Wire> server = Start();
        (Beacon.Client client, CountingConnection connection) = await ConnectAsync(server);
        await using Beacon.Client _ = client;
        using var hasBegun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        int sendsOfOther = -1;
        var other = new Thread(() =>
        {
            using (client.BeginBatch())
            {
                hasBegun.Set();
                mayEnd.Wait();
                int sends = connection.Sends;
                Send(client, 2);
                sendsOfOther = connection.Sends - sends;
            }
        });
        using (client.BeginBatch())
        {
            other.Start();
            hasBegun.Wait(Cancelled);
            Send(client, 0);
        }

        using (client.BeginBatch())
        {
            mayEnd.Set();
            other.Join();
            Assert.Equal(0, sendsOfOther);
            int sends = connection.Sends;
            Send(client, 1);
            Assert.Equal(sends, connection.Sends);
        }

        int last = connection.Sends;
        Assert.Equal(3, (await client.PingAsync(new(0), Cancelled).Soon()).Number);
        Assert.Equal(last + 1, connection.Sends);
    }

    [Fact]
    public async Task A_batch_that_fills_what_may_wait_makes_room_for_itself()
    {
        await using RunningServer<Beacon.Wire> server = Start();
        (Beacon.Client client, _) = await ConnectAsync(server, new ClientOptions { MaxPendingSendBytes = 256 });
        await using Beacon.Client connected = client;
        int sent = 0;
        await SendUntilFull().Soon();
        Assert.Equal(sent, (await client.PingAsync(new(0), Cancelled).Soon()).Number);

        ValueTask SendUntilFull()
        {
            ValueTask sending;
            using (client.BeginBatch())
            {
                do
                {
                    sending = client.NoteAsync(new(sent++), Cancelled);
                }
                while (sending.IsCompletedSuccessfully && sent < 1000);
            }

            return sending;
        }
    }

    private static void Send(Beacon.Client client, int number) => Assert.True(client.NoteAsync(new(number)).AsTask().IsCompletedSuccessfully);

    private static async Task<(Beacon.Client Client, CountingConnection Connection)> ConnectAsync(RunningServer<Beacon.Wire> server, ClientOptions? options = null)
    {
        var connection = new CountingConnection(await ProtoSockets.Transports.Transports.Tcp.ConnectAsync(server.EndPoint, new ConnectOptions(), Cancelled));
        Beacon.Client client = await Beacon.Client.AdoptAsync(connection, options, cancellationToken: Cancelled);
        return (client, connection);
    }

    private RunningServer<Beacon.Wire> Start() => new(new Beacon.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));

    /// <summary>Counts what is handed to the transport.</summary>
    private sealed class CountingConnection(StreamConnection connection) : StreamConnection
    {
        private int _sends;

        public int Sends => Volatile.Read(ref _sends);

        public override EndPoint? LocalEndPoint => connection.LocalEndPoint;

        public override EndPoint? RemoteEndPoint => connection.RemoteEndPoint;

        public override Socket? Socket => connection.Socket;

        public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => connection.ReceiveAsync(buffer, cancellationToken);

        public override int TrySend(ReadOnlySpan<byte> bytes)
        {
            Interlocked.Increment(ref _sends);
            return connection.TrySend(bytes);
        }

        public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => connection.SendAsync(bytes, cancellationToken);

        public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken) => connection.ShutdownSendAsync(cancellationToken);

        protected override void Dispose(bool disposing) => connection.Dispose();
    }
}
