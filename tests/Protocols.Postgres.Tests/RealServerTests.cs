using System.Text;
using ProtoSockets;

namespace PostgresSample.Tests;

/// <summary>The sample against PostgreSQL 15.</summary>
public sealed class RealServerTests(RealPostgres server) : IClassFixture<RealPostgres>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("scram", false)]
    [InlineData("md5", false)]
    [InlineData("clear", false)]
    [InlineData("scram", true)]
    [InlineData("md5", true)]
    [InlineData("clear", true)]
    public async Task Every_way_to_log_in_works_in_clear_and_over_TLS(string user, bool isEncrypted)
    {
        await using PostgresConnection connection = await ConnectAsync(user, RealPostgres.Password, isEncrypted);
        IReadOnlyList<QueryResult> results = await connection.QueryAsync("select current_user, ssl from pg_stat_ssl where pid = pg_backend_pid()", Cancelled).Soon();
        AssertOneRow(results[0], user, isEncrypted ? "t" : "f");
        Assert.StartsWith("15.", connection.Parameters["server_version"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scram")]
    [InlineData("md5")]
    [InlineData("clear")]
    public async Task A_wrong_password_is_refused_with_the_servers_words(string user)
    {
        LoginException refused = await Assert.ThrowsAsync<LoginException>(() => ConnectAsync(user, "wrong"));
        Assert.Equal("28P01", refused.Report!.Code);
        Assert.Equal("FATAL", refused.Report.Severity);
    }

    [Fact]
    public async Task The_Unix_socket_speaks_the_same()
    {
        TransportAddress address = await server.GetUnixAsync();
        await using PostgresConnection connection = await PostgresConnection.ConnectAsync(address, new LoginOptions { User = "postgres" }, Cancelled);
        AssertOneRow((await connection.QueryAsync("select 42", Cancelled).Soon())[0], "42");
        await using PostgresOpening.Client opening = await PostgresOpening.Client.ConnectAsync(address, cancellationToken: Cancelled);
        Assert.Equal((byte)'N', (await opening.AskForTlsAsync(new(), Cancelled)).Letter);
        Assert.Equal((byte)'N', (await opening.AskForGssAsync(new(), Cancelled)).Letter);
    }

    [Fact]
    public async Task Several_statements_give_several_results()
    {
        await using PostgresConnection connection = await ConnectAsync();
        IReadOnlyList<QueryResult> results = await connection.QueryAsync(
            "create temp table t(a int, b text); insert into t values (1,'x'),(2,null); select * from t order by a", Cancelled).Soon();
        Assert.Equal(["CREATE TABLE", "INSERT 0 2", "SELECT 2"], results.Select(result => result.Tag));
        Assert.Equal(["a", "b"], results[2].Columns.Select(column => column.Name));
        Assert.Equal<string?[]>([["1", "x"], ["2", null]], results[2].Rows);
        Assert.Equal([string.Empty], (await connection.QueryAsync(string.Empty, Cancelled).Soon()).Select(result => result.Tag));
    }

    [Fact]
    public async Task A_statement_with_parameters_is_one_batch()
    {
        await using PostgresConnection connection = await ConnectAsync();
        QueryResult result = await connection.ExecuteAsync("select $1::int4 + 1 as sum, $2::text as text, $3::text is null as nothing", ["41", "t\u00EBxt", null], cancellationToken: Cancelled).Soon();
        AssertOneRow(result, "42", "t\u00EBxt", "t");
        QueryResult some = await connection.ExecuteAsync("select generate_series(1, 5)", [], maxRows: 2, Cancelled).Soon();
        Assert.Equal(2, some.Rows.Count);
        Assert.Empty(some.Tag);
    }

    [Fact]
    public async Task An_error_skips_to_the_sync_and_leaves_the_connection_usable()
    {
        await using PostgresConnection connection = await ConnectAsync();
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("selec", [], cancellationToken: Cancelled).Soon());
        Assert.Equal(("42601", "1"), (refused.Report.Code, refused.Report['P']));
        refused = await Assert.ThrowsAsync<PostgresException>(() => connection.QueryAsync("select 1/0", Cancelled).Soon());
        Assert.Equal(("22012", "int4div"), (refused.Report.Code, refused.Report['R']));
        await connection.QueryAsync("begin", Cancelled).Soon();
        Assert.Equal(TransactionStatus.InTransaction, connection.Status);
        await Assert.ThrowsAsync<PostgresException>(() => connection.QueryAsync("select 1/0", Cancelled).Soon());
        Assert.Equal(TransactionStatus.Failed, connection.Status);
        await connection.QueryAsync("rollback", Cancelled).Soon();
        Assert.Equal(TransactionStatus.Idle, connection.Status);
    }

    [Fact]
    public async Task Notices_come_before_the_end_of_their_statement()
    {
        await using PostgresConnection connection = await ConnectAsync();
        List<string> notices = [];
        connection.OnNotice = notice => notices.Add($"{notice.Severity} {notice.Message}");
        await connection.QueryAsync("do $$begin raise notice 'hi'; raise warning 'careful'; end$$", Cancelled).Soon();
        Assert.Equal(["NOTICE hi", "WARNING careful"], notices);
        await connection.QueryAsync("set application_name to 'renamed'", Cancelled).Soon();
        Assert.Equal("renamed", connection.Parameters["application_name"]);
    }

    [Fact]
    public async Task Rows_are_copied_in_and_out()
    {
        await using PostgresConnection connection = await ConnectAsync();
        await connection.QueryAsync("create temp table t(a int, b text)", Cancelled).Soon();
        Assert.Equal("COPY 2", await connection.CopyInAsync("copy t from stdin", Parts("7\tse", "ven\n8\t", "\\N\n"), Cancelled).Soon());
        List<string> rows = [];
        await foreach (ReadOnlyMemory<byte> row in connection.CopyOutAsync("copy t to stdout", Cancelled))
        {
            rows.Add(Encoding.UTF8.GetString(row.Span));
        }

        Assert.Equal(["7\tseven\n", "8\t\\N\n"], rows);
        await Assert.ThrowsAsync<PostgresException>(() => connection.CopyInAsync("copy t from stdin", Parts("no number\tx\n"), Cancelled).Soon());
        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.CopyInAsync("copy t from stdin", Failing(), Cancelled).Soon());
        AssertOneRow((await connection.QueryAsync("select count(*) from t", Cancelled).Soon())[0], "2");
        await Assert.ThrowsAsync<PostgresException>(() => connection.QueryAsync("copy t from stdin", Cancelled).Soon());
    }

    [Fact]
    public async Task What_one_connection_notifies_another_hears()
    {
        await using PostgresConnection listening = await ConnectAsync();
        await using PostgresConnection talking = await ConnectAsync();
        await listening.QueryAsync("listen ch", Cancelled).Soon();
        await talking.QueryAsync("notify ch, 'payload'", Cancelled).Soon();
        Postgres.Notification heard = await listening.NotificationsAsync(Cancelled).NextAsync().Soon();
        Assert.Equal(("ch", "payload"), (heard.Channel, heard.Payload));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_running_statement_is_cancelled(bool isEncrypted)
    {
        await using PostgresConnection connection = await ConnectAsync(isEncrypted: isEncrypted);
        Task<IReadOnlyList<QueryResult>> sleeping = connection.QueryAsync("select pg_sleep(60)", Cancelled);
        await using PostgresConnection other = await ConnectAsync();
        while ((await other.QueryAsync("select 1 from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'", Cancelled).Soon())[0].Rows.Count == 0)
        {
            // Not yet: a request to cancel what has not begun is passed over.
        }

        await connection.CancelAsync(Cancelled).Soon();
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => sleeping.Soon());
        Assert.Equal("57014", refused.Report.Code);
    }

    [Fact]
    public async Task A_hundred_thousand_rows_come_through_a_small_window()
    {
        await using PostgresConnection connection = await PostgresConnection.ConnectAsync(
            await server.GetAsync(), new LoginOptions { User = "postgres", Client = new ClientOptions { PushBacklog = 16 } }, Cancelled);
        IReadOnlyList<QueryResult> results = await connection.QueryAsync("select g from generate_series(1, 100000) g", Cancelled).Soon();
        Assert.Equal(100_000, results[0].Rows.Count);
        Assert.Equal("100000", results[0].Rows[^1][0]);
    }

    [Fact]
    public async Task A_server_without_the_version_says_which_it_has()
    {
        await using PostgresOpening.Client opening = await PostgresOpening.Client.ConnectAsync(await server.GetAsync(), cancellationToken: Cancelled);
        await opening.LaterStartupAsync(new([new("user", "postgres"), new("_pq_.foo", "x")]), Cancelled);
        await using PostgresLogin.Client login = await opening.ContinueAsPostgresLoginAsync(cancellationToken: Cancelled);
        PostgresLogin.Said said = await login.ReceiveAsync<PostgresLogin.Said>(Cancelled).NextAsync().Soon();
        Assert.True(said.TryGet(out PostgresLogin.Said.Negotiate negotiate));
        Assert.Equal(3 << 16, negotiate.Newest);
        Assert.Equal("_pq_.foo", Assert.Single(negotiate.Unknown).Text);
    }

    private static void AssertOneRow(QueryResult result, params IEnumerable<string?> expected) => Assert.Equal(expected, Assert.Single(result.Rows));

    private async Task<PostgresConnection> ConnectAsync(string user = "postgres", string? password = null, bool isEncrypted = false)
    {
        TransportAddress address = await server.GetAsync();
        return await PostgresConnection.ConnectAsync(
            address, new LoginOptions { User = user, Database = "postgres", Password = password, Tls = isEncrypted ? server.Tls : null }, Cancelled).Soon();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Parts(params string[] parts)
    {
        foreach (string part in parts)
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes(part);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Failing()
    {
        yield return "9\tnine\n"u8.ToArray();
        await Task.Yield();
        throw new InvalidOperationException("no more");
    }
}
