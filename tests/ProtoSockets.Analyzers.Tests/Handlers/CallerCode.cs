using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Handlers;

/// <summary>Puts the lines of a test into the handler of a protocol of which both sides call. The rest of the handler is there; what is generated is generated.</summary>
internal static class CallerCode
{
    /// <summary>Calls have numbers: handlers run side by side.</summary>
    public const string Free = "[Protocol]\n";

    /// <summary>A request of the protocol may stay unanswered: handlers run one after the other.</summary>
    public const string Quiet = "[Protocol(Version = 7)]\n";

    /// <summary>The connection may change to TLS, or to another protocol, behind any message.</summary>
    public const string Phased = "[Protocol, UpgradesToTls, ContinuesAs<Next>, LengthPrefixed<ushort>]\n";

    /// <summary>Addresses that send datagrams.</summary>
    public const string Datagrams = "[Protocol(Carriers = Carriers.Datagram)]\n";

    /// <summary>The lines as the body of the server's method for a request.</summary>
    public static GeneratedSource Server(string protocol, string body) => Method(protocol, "public async ValueTask<Caller.Done> BeginAsync(Caller.Begin request, Caller.Session session, CancellationToken cancellationToken)", body, client: false);

    /// <summary>The lines as the body of the server's method for a message.</summary>
    public static GeneratedSource Poke(string protocol, string body) => Method(protocol, "public async ValueTask PokeAsync(Caller.Poke message, Caller.Session session, CancellationToken cancellationToken)", body, client: false);

    /// <summary>The lines as the body of <c>ConnectedAsync</c>.</summary>
    public static GeneratedSource Connected(string protocol, string body) => Method(protocol, "public async ValueTask ConnectedAsync(Caller.Session session, CancellationToken cancellationToken)", body, client: false);

    /// <summary>The lines as the body of <c>DisconnectedAsync</c>.</summary>
    public static GeneratedSource Disconnected(string protocol, string body) => Method(protocol, "public async ValueTask DisconnectedAsync(Caller.Session session, Exception? reason)", body, client: false);

    /// <summary>The lines as the body of the client's method for what the server pushes.</summary>
    public static GeneratedSource Client(string protocol, string body) => Method(protocol, "public async ValueTask NudgeAsync(Caller.Nudge message, Caller.Client client, CancellationToken cancellationToken)", body, client: true);

    /// <summary>A method of the handler, as it is written, with all others.</summary>
    public static GeneratedSource Method(string protocol, string signature, string body, bool client) => Members(
        protocol, "    " + signature + "\n    {\n" + string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line)) + "\n    }\n", client);

    /// <summary>Members of the handler, in place of those of the same name.</summary>
    public static GeneratedSource Members(string protocol, string members, bool client)
    {
        string[] others = client
            ? ["public ValueTask NudgeAsync(Caller.Nudge message, Caller.Client client, CancellationToken cancellationToken) => default;",
                "public ValueTask<Caller.Said> AskAsync(Caller.Ask request, Caller.Client client, CancellationToken cancellationToken) => new(new Caller.Said(request.Number));"]
            : ["public ValueTask<Caller.Done> BeginAsync(Caller.Begin request, Caller.Session session, CancellationToken cancellationToken) => new(new Caller.Done(request.Number));",
                "public ValueTask PokeAsync(Caller.Poke message, Caller.Session session, CancellationToken cancellationToken) => default;",
                .. protocol == Quiet ? ["public ValueTask<OptionalReply<Caller.Done>> WhisperAsync(Caller.Whisper request, Caller.Session session, CancellationToken cancellationToken) => default;"] : Array.Empty<string>()];
        bool calls = protocol != Datagrams;
        string written = MarkedSource.Parse(members).Text;
        string[] missing = [.. others.Where(other => !written.Contains(other[other.IndexOf(' ', 7)..other.IndexOf('(', StringComparison.Ordinal)].Split(' ')[^1] + "(Caller.", StringComparison.Ordinal) && (calls || !other.Contains("Ask", StringComparison.Ordinal)))];
        return new GeneratedSource(Usings + (client ? "sealed class Handler : Caller.IClientHandler\n" : "sealed class Handler : Caller.IServerHandler\n")
            + "{\n    private Caller.Session? _other;\n" + members + string.Concat(missing.Select(static other => "    " + other + "\n")) + "}\n", Definition(protocol));
    }

    /// <summary>The protocol, and one that it can go on as.</summary>
    private static string Definition(string protocol) =>
        "using System;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing ProtoSockets;\n\n"
        + protocol
        + "public sealed partial class Caller\n{\n"
        + (protocol == Quiet ? "    [Request<Done>(9, Replies = ReplyCount.OneOrNone)] public readonly partial record struct Whisper(int Number);\n" : "")
        + (protocol == Phased ? "    [Header] public readonly partial record struct Header { [MessageId] public byte Kind { get; init; } [CorrelationId] public ushort Id { get; init; } }\n" : "")
        + (protocol == Datagrams ? "" : "    [Request<Said>(3, From = Side.Server)] public readonly partial record struct Ask(int Number);\n    [Reply(4)] public readonly partial record struct Said(int Number);\n")
        + """
            [Request<Done>(1)] public readonly partial record struct Begin(int Number);
            [Reply(2)] public readonly partial record struct Done(int Number);
            [Message(5, From = Side.Client)] public readonly partial record struct Poke(int Number);
            [Message(6, From = Side.Server)] public readonly partial record struct Nudge(int Number);
        }

        [Protocol]
        public sealed partial class Next
        {
            [Message(1, From = Side.Client)] public readonly partial record struct Hello(int Number);
        }

        public sealed class NextHandler : Next.IServerHandler
        {
            public ValueTask HelloAsync(Next.Hello message, Next.Session session, CancellationToken cancellationToken) => default;
        }

        """;

    private const string Usings =
        """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Security;
        using System.Runtime.CompilerServices;
        using System.Threading;
        using System.Threading.Tasks;
        using ProtoSockets;


        """;
}
