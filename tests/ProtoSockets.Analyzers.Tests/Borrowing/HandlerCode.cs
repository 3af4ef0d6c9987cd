using ProtoSockets.Analyzers.Tests.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Borrowing;

/// <summary>Puts the lines of a test into a handler as it is generated for a protocol whose message borrows.</summary>
internal static class HandlerCode
{
    private const string Feed =
        """

        [ProtoSockets.Protocol]
        public sealed partial class Feed
        {
            [ProtoSockets.Message(1, From = ProtoSockets.Side.Client)]
            public readonly partial record struct Post(uint Id, Utf8Text Title, ReadOnlyMemory<byte> Body, string Author, WireList<Tag> Tags)
            {
                public Post ToOwned() => this;
            }

            [ProtoSockets.WireStruct]
            public readonly partial record struct Tag(Utf8Text Name, ushort Weight)
            {
                public Tag ToOwned() => this;
            }

            [ProtoSockets.Message(2, From = ProtoSockets.Side.Client)]
            public readonly partial record struct Ping(uint Id, string Text);

            public sealed class Session
            {
                public object? State { get; set; }
                public ValueTask SaidAsync(Post post) => default;
            }

            public interface IServerHandler
            {
                ValueTask PostAsync(Post message, Session session, CancellationToken cancellationToken);
                ValueTask PingAsync(Ping message, Session session, CancellationToken cancellationToken) => default;
            }
        }

        public sealed record Entry(Utf8Text Title, DateTime At);

        """;

    /// <summary>The lines as the body of the handler's method for a post.</summary>
    public static string Method(string body) => Type(
        "    public async ValueTask PostAsync(Feed.Post message, Feed.Session session, CancellationToken cancellationToken)\n    {\n"
        + string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line))
        + "\n        await Task.Yield();\n    }\n");

    /// <summary>Members of the handler.</summary>
    public static string Type(string members) => SocketCode.File(
        "using System.Collections.Concurrent;\nusing System.Threading.Channels;\nusing ProtoSockets;\n\n"
        + "sealed class Handler : Feed.IServerHandler\n{\n"
        + """
            private readonly List<Utf8Text> _titles = new();
            private readonly Dictionary<Utf8Text, object> _byTitle = new();
            private readonly ConcurrentQueue<Feed.Post> _posts = new();
            private readonly Channel<ReadOnlyMemory<byte>> _bodies = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
            private readonly List<Entry> _entries = new();
            private readonly List<string> _authors = new();
            private readonly List<byte[]> _copies = new();
            private Utf8Text _last;
            private ReadOnlyMemory<byte> _body;
            private uint _id;
            private Action? _later;

            private Utf8Text Latest { get; set; }

            private static async Task KeepAsync(Feed.Post post) => await Task.Yield();
            private static async Task CountAsync(uint id) => await Task.Yield();
            private static int Measure(Feed.Post post) => post.Title.ByteCount;

        """ + "\n" + members + "}\n") + Feed;
}
