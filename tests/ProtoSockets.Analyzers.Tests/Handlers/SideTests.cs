using Microsoft.CodeAnalysis;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Handlers;

/// <summary>Messages of the wrong side or phase that the generated types rule out: no analyzer is needed, they do not compile. docs/guide/conversations.md lists them.</summary>
public sealed class SideTests
{
    [Theory]
    [InlineData("await session.PokeAsync(new(1));", "CS1061")]                  // A message of clients, from the server.
    [InlineData("await session.BeginAsync(new(1));", "CS1061")]                 // A request of clients, from the server.
    [InlineData("await session.AskAsync(new Caller.Begin(1));", "CS1503")]      // A call with another request.
    [InlineData("await session.NudgeAsync(message);", "CS1503")]                // A message of the wrong side, given back.
    [InlineData("await session.HelloAsync(new(1));", "CS1061")]                 // A message of the next phase.
    [InlineData("session.ContinueAsCaller(this);", "CS1061")]                   // A protocol that this one does not lead to.
    [InlineData("session.ContinueAsNext(this);", "CS1503")]                     // The handler of another protocol.
    [InlineData("await new Caller.Server(this).NudgeAsync(new(1));", "CS1061")] // A server is a switchboard.
    [InlineData("_ = new Caller.Client();", "CS1729")]                          // A client exists only connected.
    public void What_the_server_may_not_do_does_not_compile(string line, string id) => AssertWrong(CallerCode.Poke(CallerCode.Phased, line), id);

    [Theory]
    [InlineData("await client.NudgeAsync(new(1));", "CS1061")]
    [InlineData("await client.AskAsync(new(1));", "CS1061")]
    [InlineData("await client.BeginAsync(new Caller.Ask(1));", "CS1503")]
    [InlineData("await client.HelloAsync(new(1));", "CS1061")]
    [InlineData("await client.ContinueAsCallerAsync();", "CS1061")]
    [InlineData("Next.Client next = client; await next.HelloAsync(new(1));", "CS0029")]
    public void What_the_client_may_not_do_does_not_compile(string line, string id) => AssertWrong(CallerCode.Client(CallerCode.Phased, line), id);

    [Theory]
    [InlineData("    public ValueTask PokeAsync(Caller.Poke message) => default;\n", "CS0535")]
    [InlineData("    public ValueTask<Caller.Said> BeginAsync(Caller.Begin request, Caller.Session session, CancellationToken cancellationToken) => new(new Caller.Said(1));\n", "CS0738")]
    [InlineData("    public async ValueTask<Caller.Done> BeginAsync(Caller.Begin request, Caller.Session session, CancellationToken cancellationToken) => new Caller.Said(1);\n", "CS0029")]
    public void A_handler_that_is_not_whole_does_not_compile(string members, string id) => AssertWrong(CallerCode.Members(CallerCode.Free, members, client: false), id);

    [Theory]
    [InlineData("await session.NudgeAsync(new(1));")]
    [InlineData("_ = session.AskAsync(new(1)).AsTask();")]
    [InlineData("session.ContinueAsNext(new NextHandler());")]
    [InlineData("_ = new Caller.Server(this);")]
    public void What_it_may_do_compiles(string line)
    {
        Compilation compilation = GeneratedTest.Create(CallerCode.Poke(CallerCode.Phased, line));
        TestCompilation.AssertCompiles(compilation, compilation.SyntaxTrees.First());
    }

    private static void AssertWrong(GeneratedSource source, string id)
    {
        Compilation compilation = GeneratedTest.Create(source);
        IEnumerable<string> errors = compilation.GetSemanticModel(compilation.SyntaxTrees.First()).GetDiagnostics(cancellationToken: TestContext.Current.CancellationToken)
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static diagnostic => diagnostic.Id);
        Assert.Equal([id], errors.Distinct(StringComparer.Ordinal));
    }
}
