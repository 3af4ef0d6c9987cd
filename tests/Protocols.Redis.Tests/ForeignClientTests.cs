using System.Net.Sockets;
using System.Text;
using ProtoSockets.Tests.Shared;

namespace RedisSample.Tests;

/// <summary>The sample's server with clients of other people.</summary>
public sealed class ForeignClientTests
{
    private const string Package = "redis-tools";

    [Theory]
    [InlineData("PONG\n", "PING")]
    [InlineData("OK\n", "SET", "a", "b c")]
    [InlineData("\n", "GET", "none")]
    [InlineData("3\n", "RPUSH", "l", "x", "y", "z")]
    [InlineData("ERR unknown command 'NOSUCH', with args beginning with: 'x' \n\n", "NOSUCH", "x")]
    [InlineData("redis\n7.0.15\n", "-3", "HELLO", "3")]
    public async Task Redis_cli_prints_the_replies(string output, params string[] arguments)
    {
        string redisCli = ExternalProgram.Find("redis-cli", Package);
        await using var server = new OwnServer();
        ProgramResult result = await ExternalProgram.RunAsync(redisCli, ["-p", $"{server.EndPoint.Port}", .. arguments]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        if (arguments[0] == "-3")
        {
            Assert.Contains("version 7.0.15", result.Output);
        }
        else
        {
            Assert.Equal(output, result.Output);
        }
    }

    [Fact]
    public async Task Redis_cli_reads_commands_from_a_pipe_in_resp3()
    {
        string redisCli = ExternalProgram.Find("redis-cli", Package);
        await using var server = new OwnServer();
        ProgramResult result = await ExternalProgram.RunAsync(
            "/bin/sh", ["-c", $"printf 'HSET h f 1\\nHGETALL h\\nMULTI\\nINCR n\\nINCR n\\nEXEC\\nZADD z 1.5 m\\nZSCORE z m\\n' | {redisCli} -3 --no-raw -p {server.EndPoint.Port}"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("(integer) 1\n1# \"f\" => \"1\"\nOK\nQUEUED\nQUEUED\n1) (integer) 1\n2) (integer) 2\n(integer) 1\n(double) 1.5\n", result.Output);
    }

    [Fact]
    public async Task Redis_benchmark_runs_all_of_its_default_tests()
    {
        string benchmark = ExternalProgram.Find("redis-benchmark", Package);
        await using ServeProcess server = await Sample.Program.ServeAsync();
        ProgramResult result = await ExternalProgram.RunAsync(benchmark, ["-p", $"{server.EndPoint.Port}", "-n", "500", "-c", "10", "-P", "4", "-q"]);
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("rror", result.Output + result.Errors);
        string[] tests =
        [
            "PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "LPUSH", "RPUSH", "LPOP", "RPOP", "SADD", "HSET", "SPOP", "ZADD", "ZPOPMIN", "LRANGE_100", "LRANGE_300",
            "LRANGE_500", "LRANGE_600", "MSET (10 keys)",
        ];
        Assert.All(tests, test => Assert.Contains(test, result.Output));
    }

    [Fact]
    public async Task Bytes_sent_by_hand_get_the_answers_of_redis_byte_for_byte()
    {
        await using var server = new OwnServer();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
        using var stream = new NetworkStream(socket);
        foreach (string name in new[]
        {
            "01-c2s-ping-req", "03-c2s-set-req", "05-c2s-get-req", "07-c2s-get-nil-req", "09-c2s-incr-req", "11-c2s-error-req", "13-c2s-rpush-req", "15-c2s-lrange-req",
            "17-c2s-empty-array-req", "23-c2s-multi-exec-req", "25-c2s-inline-req",
        })
        {
            int number = int.Parse(name[..2], System.Globalization.CultureInfo.InvariantCulture);
            byte[] expected = Frames.Read(Frames.Names.Single(other => other.StartsWith($"{number + 1:00}-s2c", StringComparison.Ordinal)));
            await stream.WriteAsync(Frames.Read(name + ".bin"), TestContext.Current.CancellationToken);
            byte[] answer = new byte[expected.Length];
            await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken).AsTask().Soon();
            Assert.Equal(Encoding.Latin1.GetString(expected), Encoding.Latin1.GetString(answer));
        }
    }

    [Fact]
    public async Task Hostile_bytes_cost_their_sender_the_connection_and_nobody_else_anything()
    {
        await using var server = new OwnServer();
        await using RedisConnection other = await RedisConnection.ConnectAsync(server.Address, cancellationToken: TestContext.Current.CancellationToken);
        foreach (string bytes in new[] { "*1\r\n:1\r\n", "*2\r\n$-1\r\n", "*x\r\n", "*999999999\r\n", "*1\r\n$999999999\r\n" })
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes(bytes), TestContext.Current.CancellationToken);
            int count;
            try
            {
                count = await socket.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken).Soon();
            }
            catch (SocketException)
            {
                count = 0;
            }

            Assert.Equal(0, count);
            Assert.Equal("PONG", (await other.CallAsync(TestContext.Current.CancellationToken, "PING").Soon()).Plain());
        }
    }
}
