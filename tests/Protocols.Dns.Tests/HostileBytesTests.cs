using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace DnsSample.Tests;

/// <summary>Whatever comes, reading ends: with a message that can be written again, or with an error that says where.</summary>
public sealed class HostileBytesTests
{
    private const int Mutations = 100_000;

    /// <summary>What one message may cost: names that are pointed to take more memory than bytes, and bounded times as much.</summary>
    private const int AllocatedPerByte = 100;

    [Fact]
    public void Every_prefix_of_a_message_is_malformed_and_says_where()
    {
        foreach (CapturedMessage message in Vectors.All)
        {
            for (int length = 0; length < message.Bytes.Length; length++)
            {
                WireError? error = TryRead(message.Bytes.AsMemory(0, length), message.IsQuery, out _);
                Assert.True(error is not null, $"{message}, {length} of {message.Bytes.Length} bytes");
                Assert.Equal(WireErrorKind.Malformed, error.Kind);
                Assert.InRange(error.Offset, 0, length);
                Assert.NotEmpty(error.Path);
            }
        }
    }

    [Fact]
    public void Bytes_behind_a_message_are_malformed()
    {
        foreach (CapturedMessage message in Vectors.All)
        {
            byte[] longer = [.. message.Bytes, 0];
            WireError? error = TryRead(longer, message.IsQuery, out _);
            Assert.Equal(message.Bytes.Length, error!.Offset);
            Assert.Equal("1 bytes are left over", error.Reason);
        }
    }

    [Fact]
    public void Mutated_messages_are_read_and_written_again_or_are_malformed()
    {
        var random = new Random(20260101);
        CapturedMessage[] messages = [.. Vectors.All.Where(message => message.Bytes.Length < 1000)];
        int read = 0;
        for (int round = 0; round < Mutations; round++)
        {
            CapturedMessage message = messages[random.Next(messages.Length)];
            byte[] mutated = Mutate(message.Bytes, messages[random.Next(messages.Length)].Bytes, random);
            WireError? error = null;
            byte[] written = [];
            long limit = 20_000 + (AllocatedPerByte * mutated.Length);
            long allocated = AllocatedBytes.Within(limit, () => error = TryRead(mutated, message.IsQuery, out written));
            Assert.True(allocated <= limit, $"round {round}: {allocated} bytes for {Convert.ToHexString(mutated)}");
            if (error is not null)
            {
                Assert.True(error.Kind == WireErrorKind.Malformed, $"round {round}: {error}");
                Assert.True(error.Offset >= 0 && error.Offset <= mutated.Length, $"round {round}: {error}");
                continue;
            }

            // What was read is written, and read again, and then it is the same.
            read++;
            error = TryRead(written, message.IsQuery, out byte[] again);
            Assert.True(error is null, $"round {round}: {error}");
            Assert.True(written.AsSpan().SequenceEqual(again), $"round {round}: {Convert.ToHexString(mutated)}");
        }

        // Both outcomes are met often: else the mutations test nothing.
        Assert.InRange(read, Mutations / 10, Mutations * 9 / 10);
    }

    [Fact]
    public void Records_that_all_point_to_one_long_name_cost_a_bounded_amount()
    {
        // One name of 255 octets, and as many NS records as there is room for, each of two pointers to it.
        byte[] message = new byte[65535];
        message[2] = 0x80;
        int position = WriteLongQuestion(message);
        int records = 0;
        for (; position + 14 <= message.Length && records < ushort.MaxValue; records++)
        {
            Bytes.Hex("c00c 0002 0001 00000000 0002 c00c").CopyTo(message, position);
            position += 14;
        }

        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)records);
        long limit = AllocatedPerByte * message.Length;
        long allocated = AllocatedBytes.Within(limit, () =>
        {
            Assert.Null(Read.TryFrame(message.AsMemory(0, position), Side.Server, out Dns.Response response));
            Assert.Equal(records, response.Answers.Length);
        });
        Assert.InRange(allocated, 0, limit);
    }

    [Fact]
    public void Chains_of_pointers_cost_a_bounded_amount_of_time()
    {
        // Chains as long as they may be, and as many records as there is room for that use the longest.
        byte[] message = new byte[65535];
        message[2] = 0x80;
        Bytes.Hex("00 0001 0001").CopyTo(message, 12); // a question for the root
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), 1);

        // A record of unknown type holds the chain.
        int start = 17 + 11;
        Bytes.Hex("00 ff00 0001 00000000").CopyTo(message, 17);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(26), 2 * 126);
        for (int link = 0; link < 126; link++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(start + (2 * link)), (ushort)(0xC000 | (link == 0 ? 12 : start + (2 * link) - 2)));
        }

        int position = start + (2 * 126);
        int records = 1;
        for (; position + 12 <= message.Length; records++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(position), (ushort)(0xC000 | (start + (2 * 125))));
            Bytes.Hex("ff00 0001 00000000 0000").CopyTo(message, position + 2);
            position += 12;
        }

        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)records);
        Assert.Null(Read.TryFrame(message.AsMemory(0, position), Side.Server, out Dns.Response response));
        Assert.Equal(records, response.Answers.Length);
        Assert.All(response.Answers, record => Assert.True(record.Name.IsRoot));
    }

    [Fact]
    public void Counts_without_records_reserve_nothing()
    {
        byte[] message = Bytes.Hex("0000 8000 ffff ffff ffff ffff");
        long allocated = AllocatedBytes.Within(20_000, () => Assert.Equal("Questions", Read.TryFrame(message, Side.Server, out Dns.Response _)!.Path.Split('[')[0]));
        Assert.InRange(allocated, 0, 20_000);
    }

    [Fact]
    public void A_response_to_nobody_in_particular_is_no_query()
    {
        // What a server sends can't be sent back to it: two servers that answer each other's errors would never stop.
        foreach (CapturedMessage message in Vectors.All.Where(message => !message.IsQuery))
        {
            Assert.Equal("Header.IsResponse", Read.TryFrame(message.Bytes, Side.Client, out Dns.Query _)!.Path);
        }
    }

    [Fact]
    public async Task A_server_goes_on_answering_whatever_it_is_sent()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var random = new Random(20260102);
        byte[][] messages = [.. Vectors.All.Where(message => message.Bytes.Length < 1000).Select(message => message.Bytes)];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server.EndPoint, Bounded.Token);
        for (int round = 0; round < 5_000; round++)
        {
            await socket.SendAsync(Mutate(messages[random.Next(messages.Length)], messages[random.Next(messages.Length)], random), Bounded.Token);
        }

        await AssertAnswersAsync(server);
        for (int round = 0; round < 50; round++)
        {
            byte[] message = Mutate(messages[random.Next(messages.Length)], messages[random.Next(messages.Length)], random);
            using var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await stream.ConnectAsync(server.EndPoint, Bounded.Token);

            // With its length, with another one, or without.
            byte[] length = [(byte)(message.Length >> 8), (byte)message.Length];
            byte[] sent = (round % 3) switch { 0 => [.. length, .. message], 1 => [(byte)round, (byte)(round * 7), .. message], _ => message };
            await stream.SendAsync(sent, Bounded.Token);
            stream.Shutdown(SocketShutdown.Send);
            await DrainAsync(stream);
        }

        await AssertAnswersAsync(server);
    }

    private static async Task AssertAnswersAsync(RunningServer server)
    {
        foreach (bool usesTcp in new[] { false, true })
        {
            var resolver = new Resolver(server.EndPoint, new ResolverOptions { UsesTcp = usesTcp, Timeout = Bounded.Limit, RetryInterval = TimeSpan.FromMilliseconds(100) });
            Resolution answer = await resolver.ResolveAsync(new Question(DomainName.Parse("www.example.test"), RecordType.A, RecordClass.IN), Bounded.Token);
            Assert.Single(answer.Response.Answers);
        }
    }

    private static async Task DrainAsync(Socket stream)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await stream.ReceiveAsync(buffer, Bounded.Token) > 0)
            {
                // Whatever it says.
            }
        }
        catch (SocketException)
        {
            // It closed the connection with bytes unread: its right.
        }
    }

    private static int WriteLongQuestion(byte[] message)
    {
        string label = new('a', 63);
        DomainName name = DomainName.Parse($"{label}.{label}.{label}.{label[2..]}");
        name.Wire.CopyTo(message.AsSpan(12));
        int position = 12 + name.Wire.Length;
        Bytes.Hex("0001 0001").CopyTo(message, position);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), 1);
        return position + 4;
    }

    private static byte[] Mutate(byte[] message, byte[] other, Random random)
    {
        List<byte> bytes = [.. message];
        int changes = 1 + random.Next(4);
        for (int change = 0; change < changes && bytes.Count > 0; change++)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = (byte)(random.Next(2) == 0 ? 0xC0 : 0xFF);
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 5:
                    int length = Math.Min(random.Next(1, 20), Math.Min(other.Length, bytes.Count - at));
                    int from = random.Next(other.Length - length + 1);
                    for (int index = 0; index < length; index++)
                    {
                        bytes[at + index] = other[from + index];
                    }

                    break;
                default:
                    // A pointer to somewhere in the message.
                    int target = random.Next(bytes.Count);
                    bytes[at] = (byte)(0xC0 | (target >> 8));
                    if (at + 1 < bytes.Count)
                    {
                        bytes[at + 1] = (byte)target;
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Reads a message, and writes what was read.</summary>
    private static WireError? TryRead(ReadOnlyMemory<byte> bytes, bool isQuery, out byte[] written)
    {
        written = [];
        if (isQuery)
        {
            if (Read.TryFrame(bytes, Side.Client, out Dns.Query query) is { } wrong)
            {
                return wrong;
            }

            written = Bytes.Of(query);
            return null;
        }

        if (Read.TryFrame(bytes, Side.Server, out Dns.Response response) is { } error)
        {
            return error;
        }

        written = Bytes.Of(response);
        return null;
    }
}
