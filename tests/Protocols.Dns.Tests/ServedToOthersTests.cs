using ProtoSockets.Tests.Shared;

namespace DnsSample.Tests;

/// <summary>Programs of other people ask the sample's server.</summary>
public sealed class ServedToOthersTests
{
    [Fact]
    public async Task Dig_gets_every_record_of_the_zone_over_udp_and_tcp()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        // What others serve, and names below an alias of a subtree, are not answered from the zone.
        ResourceRecord[] records = [.. MasterFile.Read(TestZone.Path).Where(record => record.Type == RecordType.DS || !record.Name.ToString().Contains("sub.", StringComparison.Ordinal))];
        foreach (IGrouping<(DomainName Name, RecordType Type), ResourceRecord> set in records.GroupBy(record => (record.Name, record.Type)))
        {
            foreach (string way in new[] { "+notcp", "+tcp", "+noedns" })
            {
                string[] answers = await Dig.AnswersAsync(server.Port, way, "-q", set.Key.Name.ToString(), "-t", set.Key.Type.ToText());
                Assert.Superset(set.Select(Flat).ToHashSet(), answers.Select(answer => answer.Replace(" ", string.Empty, StringComparison.Ordinal)).ToHashSet());
            }
        }

        // dig breaks long digests into pieces.
        static string Flat(ResourceRecord record) => Dig.Normalize(record).Replace(" ", string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dig_finds_no_fault_with_what_it_gets()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string name in new[] { "www", "alias", "nope", "x.sub", "q.wild", "a.old", "loop1", "big" })
        {
            ProgramResult result = await Dig.RunAsync(server.Port, "+norec", $"{name}.example.test", "TXT");
            Assert.DoesNotContain("WARNING", result.Output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("malformed", result.Output + result.Errors, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("extra bytes", result.Output + result.Errors, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("status: NOERROR", "www.example.test")]
    [InlineData("flags: qr aa;", "www.example.test")]
    [InlineData("status: NXDOMAIN", "nope.example.test")]
    [InlineData("AUTHORITY: 1", "nope.example.test")]
    [InlineData("status: REFUSED", "www.example.net")]
    [InlineData("status: NOTIMP", "+opcode=status", "www.example.test")]
    [InlineData("status: NOTIMP", "+opcode=notify", "www.example.test")]
    [InlineData("status: BADVERS", "+edns=1", "+noednsnegotiation", "www.example.test")]
    [InlineData("EDNS: version: 0, flags:; udp: 1232", "www.example.test")]
    [InlineData("EDNS: version: 0, flags: do; udp: 1232", "+dnssec", "www.example.test")]
    [InlineData("ADDITIONAL: 0", "+noedns", "www.example.test")]
    [InlineData("flags: qr;", "x.sub.example.test")]
    [InlineData("NS\tns.sub.example.test.", "x.sub.example.test")]
    [InlineData("A\t192.0.2.99", "x.sub.example.test")]
    [InlineData("flags: qr aa tc;", "+noedns", "+ignore", "big.example.test", "TXT")]
    [InlineData("flags: qr aa tc;", "+bufsize=512", "+ignore", "big.example.test", "TXT")]
    [InlineData("flags: qr aa;", "+bufsize=1232", "+ignore", "big.example.test", "TXT")]
    [InlineData("Truncated, retrying in TCP mode", "+noedns", "big.example.test", "TXT")]
    [InlineData("ANSWER: 7", "example.test", "ANY")]
    [InlineData("wWw.ExAmPlE.tEsT.\t60\tIN\tA", "wWw.ExAmPlE.tEsT")]
    public async Task Dig_reads_what_it_says(string expected, params string[] arguments)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ProgramResult result = await Dig.RunAsync(server.Port, ["+norec", "+notcp", .. arguments]);
        Assert.Contains(expected, result.Output.Replace("\t\t", "\t", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dig_gets_the_whole_zone()
    {
        string records = string.Concat(Enumerable.Range(0, 500).Select(index => $"n{index} TXT {new string('x', 200)}\n"));
        Zone zone = new(MasterFile.Parse($"$ORIGIN big.test.\n$TTL 1\n@ SOA a b 1 2 3 4 5\n@ NS a\n{records}"));
        await using RunningServer server = await RunningServer.StartAsync(zone);
        ProgramResult result = await Dig.RunAsync(server.Port, "big.test", "AXFR");
        Assert.Contains(";; XFR size: 503 records (messages ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dig_is_refused_the_zone_where_it_is_not_handed_out()
    {
        await using RunningServer server = await RunningServer.StartAsync(allowsTransfer: false);
        ProgramResult result = await Dig.RunAsync(server.Port, "example.test", "AXFR");
        Assert.Contains("Transfer failed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dig_sends_many_queries_over_one_connection()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string[] names = [.. Enumerable.Range(0, 20).SelectMany(index => new[] { $"n{index}.wild.example.test", "TXT" })];
        ProgramResult result = await Dig.RunAsync(server.Port, ["+tcp", "+keepopen", "+short", .. names]);
        Assert.Equal(20, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line == "\"from the wildcard\""));
    }

    [Fact]
    public async Task A_python_program_with_a_socket_gets_its_answers()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string python = ExternalProgram.Find("python3", "python3");
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "dns_peer.py");
        ProgramResult result = await ExternalProgram.RunAsync(python, [script, "127.0.0.1", $"{server.Port}"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.EndsWith("ok\n", result.Output, StringComparison.Ordinal);
    }
}
