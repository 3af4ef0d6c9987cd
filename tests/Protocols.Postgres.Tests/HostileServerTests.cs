using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ProtoSockets;

namespace PostgresSample.Tests;

/// <summary>A server that lies: each lie ends in a typed error, soon, and in nothing else.</summary>
public sealed class HostileServerTests
{
    private const string Ok = "5200000008 00000000"; // AuthenticationOk
    private const string Key = "4B0000000C 00000001 00000002"; // BackendKeyData
    private const string Ready = "5A00000005 49"; // ReadyForQuery, idle

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("4400000003")] // DataRow: shorter than its own length
    [InlineData("447FFFFFFF 0001")] // of 2 GB
    [InlineData("44FFFFFFFF 0001")] // of a negative length
    [InlineData("440000000B 0001 00000005 61")] // a value that goes beyond the message
    [InlineData("440000000B 0001 FFFFFFFE 61")] // a value of length -2
    [InlineData("4400000007 FFFF 00")] // 65,535 values in a byte
    [InlineData("540000000A 0001 61626364")] // RowDescription: a name without an end
    [InlineData("450000000A 4D 61626364 00")] // ErrorResponse without an end
    [InlineData("4500000006 00 00")] // with something behind its end
    [InlineData("2100000004")] // no type that there is
    [InlineData("5200000008 00000000")] // a question of another phase
    [InlineData("43000000")] // and no more
    [InlineData("")]
    public async Task A_reply_that_can_not_be_ends_the_connection(string reply)
    {
        await using var server = new Liar(Script(Ok, Key, Ready), Script(reply));
        await using PostgresConnection connection = await PostgresConnection.ConnectAsync(server.Address, new LoginOptions { User = "u" }, Cancelled).Soon();
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => connection.QueryAsync("select 1", Cancelled).Soon());
        Assert.True(failure is IOException or WireFormatException, failure.ToString());
        Exception later = await Assert.ThrowsAnyAsync<Exception>(() => connection.QueryAsync("select 1", Cancelled).Soon());
        Assert.True(later is IOException, later.ToString());
    }

    [Theory]
    [InlineData("5A00000005 49")] // ready, and nothing was done
    [InlineData("4300000006 4100 5A00000005 49")] // done, without columns
    [InlineData("440000000B 0001 FFFFFFFF 00 5A00000005 49")] // a row with something behind it
    [InlineData("4400000006 0000 4300000006 4100 5A00000005 49")] // a row without columns
    [InlineData("5400000006 0000 4300000006 4100 5A00000005 49 5A00000005 49")] // ready twice
    public async Task A_reply_that_makes_no_sense_is_a_result_or_a_typed_error(string reply)
    {
        await using var server = new Liar(Script(Ok, Key, Ready), Script(reply));
        await using PostgresConnection connection = await PostgresConnection.ConnectAsync(server.Address, new LoginOptions { User = "u" }, Cancelled).Soon();
        Exception? failure = await Record.ExceptionAsync(() => connection.QueryAsync("select 1", Cancelled).Soon());
        Assert.True(failure is null or IOException or WireFormatException or PostgresException, failure?.ToString());
    }

    [Theory]
    [InlineData("5200000008 0000000A")] // SASL without a list
    [InlineData("5200000009 0000000A 00")] // with an empty one
    [InlineData("520000000B 0000000A 410000")] // with another mechanism
    [InlineData("520000000B 0000000B 723D78")] // SASL goes on, and had not begun
    [InlineData("520000000B 0000000C 763D78")] // ends, and had not begun
    [InlineData("520000000A 00000005 0102")] // MD5 with half of its salt
    [InlineData("5200000008 00000007")] // GSSAPI
    [InlineData("527FFFFFFF 00000000")] // an endless question
    [InlineData("4500000017 53464154414C00 43323850303100 4D6E6F00 00")] // an error
    [InlineData("6E00000004")] // a message of another phase
    [InlineData("")]
    public async Task A_login_that_can_not_be_fails(string script)
    {
        await using var server = new Liar(Script(script));
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(
            () => PostgresConnection.ConnectAsync(server.Address, new LoginOptions { User = "u", Password = "p" }, Cancelled).Soon());
        Assert.True(failure is LoginException or IOException or WireFormatException, failure.ToString());
    }

    [Theory]
    [InlineData("r=another,s=AAAA,i=4096")] // a nonce that is not the client's
    [InlineData("r={0},s=AAAA,i=4096")] // nothing of the server's in it
    [InlineData("r={0}x,s=AAAA,i=2147483647")] // minutes of work
    [InlineData("r={0}x,s=AAAA,i=0")]
    [InlineData("r={0}x,s=!,i=4096")]
    [InlineData("r={0}x")]
    [InlineData("")]
    public async Task A_SCRAM_server_that_lies_is_found_out(string first)
    {
        await using var server = new Liar(async (stream, cancellationToken) =>
        {
            _ = await ReadAsync(stream, cancellationToken);
            await stream.WriteAsync(Convert.FromHexString("52000000170000000A" + Convert.ToHexString("SCRAM-SHA-256"u8) + "0000"), cancellationToken);
            string asked = Encoding.UTF8.GetString(await ReadAsync(stream, cancellationToken));
            string nonce = asked[(asked.IndexOf("r=", StringComparison.Ordinal) + 2)..];
            byte[] answer = Encoding.UTF8.GetBytes(first.Replace("{0}", nonce, StringComparison.Ordinal));
            await stream.WriteAsync((byte[])[(byte)'R', 0, 0, 0, (byte)(answer.Length + 8), 0, 0, 0, 11, .. answer], cancellationToken);
            _ = await ReadAsync(stream, cancellationToken);
        });
        LoginException failure = await Assert.ThrowsAsync<LoginException>(
            () => PostgresConnection.ConnectAsync(server.Address, new LoginOptions { User = "u", Password = "p" }, Cancelled).Soon());
        Assert.NotEmpty(failure.Message);
    }

    [Fact]
    public async Task A_SCRAM_server_that_does_not_prove_itself_is_refused()
    {
        await using var server = new Liar(
            Script("52000000170000000A" + Convert.ToHexString("SCRAM-SHA-256"u8) + "0000"), Script(Ok, Key, Ready));
        LoginException failure = await Assert.ThrowsAsync<LoginException>(
            () => PostgresConnection.ConnectAsync(server.Address, new LoginOptions { User = "u", Password = "p" }, Cancelled).Soon());
        Assert.Contains("did not prove", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4E")] // no TLS
    [InlineData("53 5200000008 00000000")] // yes, and a login in clear behind it (CVE-2021-23222)
    [InlineData("45")] // an error, of which nothing may be believed
    [InlineData("00")]
    [InlineData("")]
    public async Task Who_wants_TLS_gets_it_or_nothing(string script)
    {
        await using var server = new Liar(Script(script));
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => PostgresConnection.ConnectAsync(
            server.Address, new LoginOptions { User = "u", Password = "p", Tls = new SslClientAuthenticationOptions { TargetHost = "localhost" } }, Cancelled).Soon());
        Assert.True(failure is LoginException or IOException or WireFormatException, failure.ToString());
        Assert.DoesNotContain("user", Encoding.Latin1.GetString(await server.HeardAsync()), StringComparison.Ordinal);
    }

    /// <summary>A step: whatever the client says, then these bytes.</summary>
    private static Func<Stream, CancellationToken, Task> Script(params string[] hex) => async (stream, cancellationToken) =>
    {
        _ = await ReadAsync(stream, cancellationToken);
        await stream.WriteAsync(Convert.FromHexString(string.Concat(hex).Replace(" ", string.Empty, StringComparison.Ordinal)), cancellationToken);
    };

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        int count = await stream.ReadAsync(buffer, cancellationToken);
        return buffer[..count];
    }

    /// <summary>Accepts one connection, takes the steps, says no more, and reads to the end.</summary>
    private sealed class Liar : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stopping = new();
        private readonly MemoryStream _heard = new();
        private readonly Task _running;

        public Liar(params Func<Stream, CancellationToken, Task>[] steps)
        {
            _listener.Start();
            _running = RunAsync(steps);
        }

        public TransportAddress Address => (IPEndPoint)_listener.LocalEndpoint;

        /// <summary>What the client said behind the last step, up to its end.</summary>
        public async Task<byte[]> HeardAsync()
        {
            await _running.Soon();
            return _heard.ToArray();
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            _listener.Stop();
            await _running;
            _stopping.Dispose();
        }

        private async Task RunAsync(Func<Stream, CancellationToken, Task>[] steps)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                NetworkStream stream = client.GetStream();
                foreach (Func<Stream, CancellationToken, Task> step in steps)
                {
                    await step(stream, _stopping.Token);
                }

                client.Client.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(_heard, _stopping.Token);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // The client has gone.
            }
        }
    }
}
