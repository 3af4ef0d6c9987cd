using ProtoSockets.Tests.Shared;

namespace PostgresSample.Tests;

/// <summary>The sample as its users run it, and psql beside it.</summary>
public sealed class ProgramTests(RealPostgres server) : IClassFixture<RealPostgres>
{
    [Theory]
    [InlineData("select 1 as one, 'text' as t, null as n")]
    [InlineData("select 'a' as left, 12345 as \"the right\" union all select 'longer text', 6")]
    [InlineData("select 't\u00EBxt' as \"\u00FCmlaut\"")]
    [InlineData("select 1.5::float8, 2::numeric, 3::int8, 4::oid, true, '2024-01-02'::date")]
    [InlineData("select 1 as a where false")]
    [InlineData("select 1 as a; select 2 as b")]
    [InlineData("create temp table t (a int); insert into t values (1), (2); select * from t; drop table t")]
    public async Task A_table_looks_as_psql_prints_it(string sql)
    {
        ProgramResult psql = await PsqlAsync("-c", sql);
        Assert.Equal(psql, await RunAsync("--command", sql));
    }

    [Fact]
    public async Task Statements_come_from_standard_input_too() => Assert.Equal(
        new ProgramResult(0, " a \n---\n 1\n(1 row)\n\n", string.Empty),
        await Sample.Program.RunWithInputAsync("select 1 as a;\n", "--server", $"127.0.0.1:{await PortAsync()}"));

    [Fact]
    public async Task Parameters_are_no_part_of_the_statement() => Assert.Equal(
        new ProgramResult(0, " sum |     text      \n-----+---------------\n  42 | '; drop table\n(1 row)\n\n", string.Empty),
        await RunAsync("-c", "select $1::int4 + 1 as sum, $2::text as text", "-v", "41", "-v", "'; drop table"));

    [Fact]
    public async Task Data_is_copied_in_and_out()
    {
        const string Rows = "1\tone\n2\t\\N\n3\tt\u00EBxt\n";
        string table = $"copied{Guid.NewGuid():N}";
        Assert.Equal(new ProgramResult(0, "CREATE TABLE\n", string.Empty), await RunAsync("-c", $"create table {table} (a int, b text)"));
        ProgramResult copied = await Sample.Program.RunWithInputAsync(Rows, "--server", $"127.0.0.1:{await PortAsync()}", "-c", $"copy {table} from stdin");
        Assert.Equal(new ProgramResult(0, "COPY 3\n", string.Empty), copied);
        Assert.Equal(new ProgramResult(0, Rows, string.Empty), await RunAsync("-c", $"copy {table} to stdout"));
        Assert.Equal(await PsqlAsync("-c", $"copy {table} to stdout"), await RunAsync("-c", $"copy {table} to stdout"));
        ProgramResult refused = await Sample.Program.RunWithInputAsync("no number\tx\n", "--server", $"127.0.0.1:{await PortAsync()}", "-c", $"copy {table} from stdin");
        Assert.Equal((1, string.Empty), (refused.ExitCode, refused.Output));
        Assert.StartsWith("ERROR:  invalid input syntax for type integer: \"no number\"\nCONTEXT:  COPY ", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select 1/0")]
    [InlineData("do $$ begin raise exception 'no' using detail = 'because', hint = 'do not'; end $$")]
    public async Task An_error_is_what_psql_prints(string sql)
    {
        ProgramResult psql = await PsqlAsync("-v", "VERBOSITY=default", "-v", "SHOW_CONTEXT=errors", "-c", sql);
        Assert.Equal(psql, await RunAsync("-c", sql));
    }

    [Fact]
    public async Task A_notice_goes_to_standard_error()
    {
        ProgramResult result = await RunAsync("-c", "do $$ begin raise warning 'careful'; end $$");
        Assert.Equal((0, "DO\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("WARNING:  careful\n", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scram")]
    [InlineData("md5")]
    [InlineData("clear")]
    public async Task A_password_and_TLS_are_options(string user)
    {
        string[] login = ["-U", user, "-d", "postgres", "--tls", "--trust", server.CertificateFile];
        await PortAsync();
        Assert.Equal(
            new ProgramResult(0, $" current_user \n--------------\n {user}\n(1 row)\n\n", string.Empty), await RunAsync([.. login, "-W", RealPostgres.Password, "-c", "select current_user"]));
        ProgramResult refused = await RunAsync([.. login, "-W", "wrong", "-c", "select 1"]);
        Assert.Equal(new ProgramResult(1, string.Empty, $"FATAL:  password authentication failed for user \"{user}\"\n"), refused);
    }

    [Fact]
    public async Task Nobody_at_the_address_takes_one_line_and_exit_code_1()
    {
        ProgramResult result = await Sample.Program.RunAsync("--server", $"127.0.0.1:{RealServer.FindFreePort()}", "-c", "select 1");
        Assert.Equal((1, string.Empty), (result.ExitCode, result.Output));
        Assert.Equal(1, result.Errors.Count(letter => letter == '\n'));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--server", "no port")]
    [InlineData("--command")]
    public async Task A_wrong_command_line_takes_one_line_and_exit_code_2(params string[] arguments)
    {
        ProgramResult result = await Sample.Program.RunAsync(arguments);
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.Equal(1, result.Errors.Count(letter => letter == '\n'));
    }

    private async Task<string> PortAsync()
    {
        _ = await server.GetAsync();
        return server.Port;
    }

    private async Task<ProgramResult> RunAsync(params string[] arguments) =>
        await Sample.Program.RunAsync(["--server", $"127.0.0.1:{await PortAsync()}", .. arguments]);

    /// <summary>psql, which reads no file of its user's.</summary>
    private async Task<ProgramResult> PsqlAsync(params string[] arguments) => await ExternalProgram.RunAsync(
        ExternalProgram.Find("psql", "postgresql-client-15"), ["-X", "-h", "127.0.0.1", "-p", await PortAsync(), "-U", "postgres", .. arguments]);
}
