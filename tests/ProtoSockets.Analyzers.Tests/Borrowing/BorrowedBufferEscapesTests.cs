using ProtoSockets.Analyzers.Borrowing;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Borrowing;

/// <summary>PSOCK3005: what points into a receive buffer, and is kept longer than it is valid.</summary>
public sealed class BorrowedBufferEscapesTests
{
    [Fact]
    public Task A_field_outlives_the_handler() => Verify(
        """
        _last = [|message.Title|];
        Latest = [|message.Title|];
        session.State = [|message|];
        """);

    [Fact]
    public Task A_collection_outlives_the_handler() => Verify(
        """
        _titles.Add([|message.Title|]);
        _posts.Enqueue([|message|]);
        _byTitle[[|message.Title|]] = new object();
        _bodies.Writer.TryWrite([|message.Body|]);
        await _bodies.Writer.WriteAsync([|message.Body.Slice(1)|], cancellationToken);
        """);

    [Fact]
    public Task Variables_and_slices_are_followed() => Verify(
        """
        ReadOnlyMemory<byte> body = message.Body;
        ReadOnlyMemory<byte> head = body[..4];
        if (head.Length > 2)
        {
            head = head.Slice(0, 2);
        }

        _body = [|head|];
        var (_, title, _, _, _) = (1, message.Title, 2, 3, 4);
        """);

    [Fact]
    public Task A_record_around_it_keeps_it_as_well() => Verify(
        """
        _entries.Add(new Entry([|message.Title|], DateTime.UtcNow));
        Feed.Post copy = message;
        _posts.Enqueue([|copy|]);
        """);

    [Fact]
    public Task The_elements_of_a_list_borrow_as_the_list_does() => Verify(
        """
        foreach (Feed.Tag tag in message.Tags)
        {
            _titles.Add([|tag.Name|]);
        }

        _last = [|message.Tags[0].Name|];
        """);

    [Fact]
    public Task A_lambda_that_runs_later_comes_too_late() => Verify(
        """
        _ = Task.Run(() => Console.WriteLine([|message|].Title.ToString()));
        ThreadPool.QueueUserWorkItem(_ => Console.WriteLine(Measure([|message|])));
        """);

    [Fact]
    public Task A_task_that_nobody_awaits_comes_too_late() => Verify(
        """
        _ = KeepAsync([|message|]);
        """);

    [Fact]
    public Task A_lambda_that_is_kept_keeps_what_it_captures() => Verify(
        """
        _later = () => Console.WriteLine([|message|].Title.ToString());
        """);

    [Fact]
    public Task A_buffer_that_is_received_into_again_holds_other_bytes_then() => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(SocketCode.File(
        """
        class Receiver
        {
            private readonly Queue<ReadOnlyMemory<byte>> _packets = new();

            async Task Run(Socket socket, CancellationToken stopping)
            {
                var buffer = new byte[4096];
                var all = new List<byte[]>();
                while (true)
                {
                    int count = await socket.ReceiveAsync(buffer.AsMemory(), stopping);
                    if (count == 0)
                    {
                        break;
                    }

                    _packets.Enqueue([|buffer.AsMemory(0, count)|]);
                    all.Add([|buffer|]);
                    _ = Handle([|buffer.AsMemory(0, count)|]);
                    _ = Task.Run(() => Console.WriteLine([|buffer|][0]));
                }
            }

            static async Task Handle(ReadOnlyMemory<byte> packet) => await Task.Yield();
        }
        """));

    [Fact]
    public Task A_copy_may_be_kept() => Verify(
        """
        _last = message.Title.ToOwned();
        Latest = message.Title.ToString();
        _posts.Enqueue(message.ToOwned());
        _body = message.Body.ToArray();
        _copies.Add(message.Body.ToArray());
        _entries.Add(new Entry(message.Title.ToOwned(), DateTime.UtcNow));
        _body = message.Body.Span[..2].ToArray();
        """);

    [Fact]
    public Task A_variable_that_got_a_copy_may_be_kept() => Verify(
        """
        Feed.Post mine = message;
        Console.WriteLine(mine.Title);
        mine = mine.ToOwned();
        _posts.Enqueue(mine);
        message = message.ToOwned();
        _last = message.Title;
        """);

    [Fact]
    public Task What_is_a_copy_on_one_of_the_paths_is_not_reported() => Verify(
        """
        Utf8Text title = message.Title;
        if (message.Id > 0)
        {
            title = title.ToOwned();
        }

        _last = title;
        """);

    [Fact]
    public Task Numbers_and_owned_members_are_copies() => Verify(
        """
        _id = message.Id;
        _authors.Add(message.Author);
        _ = CountAsync(message.Id);
        _ = Task.Run(() => Console.WriteLine(message.Author + message.Id));
        _id = (uint)message.Body.Length;
        """);

    [Fact]
    public Task Uses_within_the_handler_are_what_it_is_for() => Verify(
        """
        var local = new List<Utf8Text> { message.Title };
        local.Add(message.Title);
        Console.WriteLine(Measure(message) + local.Count);
        await KeepAsync(message);
        await Task.Run(() => Console.WriteLine(message.Title.ToString()));
        Task pending = KeepAsync(message);
        await pending;
        bool known = _byTitle.ContainsKey(message.Title) || _titles.Contains(message.Title);
        _byTitle.TryGetValue(message.Title, out object? value);
        await session.SaidAsync(message);
        _ = session.SaidAsync(message);
        """);

    [Fact]
    public Task What_is_kept_for_the_moment_and_dropped_is_not_reported() => Verify(
        """
        _last = message.Title;
        await KeepAsync(message);
        _last = default;
        _posts.Enqueue(message);
        await Task.Yield();
        _posts.TryDequeue(out _);
        """);

    [Fact]
    public Task A_reply_may_borrow_from_its_request() => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(SocketCode.File(
        """
        [ProtoSockets.Protocol]
        sealed partial class Store
        {
            [ProtoSockets.Request<Reply>(1)] public readonly partial record struct Get(ReadOnlyMemory<byte> Key);
            [ProtoSockets.Reply] public readonly partial record struct Reply(ReadOnlyMemory<byte> Value);

            public interface IServerHandler
            {
                ValueTask<Reply> GetAsync(Get request, CancellationToken cancellationToken);
            }
        }

        sealed class Handler : Store.IServerHandler
        {
            public ValueTask<Store.Reply> GetAsync(Store.Get request, CancellationToken cancellationToken) => new(new Store.Reply(request.Key));
        }
        """));

    [Fact]
    public Task A_method_that_is_no_handler_may_own_what_it_gets() => VerifyType(
        """
            public ValueTask PostAsync(Feed.Post message, Feed.Session session, CancellationToken cancellationToken) => default;

            public void Keep(Feed.Post message, Feed.Session session)
            {
                _posts.Enqueue(message);
                _last = message.Title;
            }

            public ValueTask PostAsync(Feed.Post message, object other)
            {
                _last = message.Title;
                return default;
            }
        """);

    [Fact]
    public Task A_handler_of_something_else_is_none() => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(SocketCode.File(
        """
        [AttributeUsage(AttributeTargets.Class)]
        sealed class ProtocolAttribute : Attribute { }

        [Protocol]
        sealed class Mine
        {
            public readonly record struct Post(ReadOnlyMemory<byte> Body);

            public interface IServerHandler
            {
                ValueTask PostAsync(Post message, CancellationToken cancellationToken);
            }
        }

        sealed class Handler : Mine.IServerHandler
        {
            private ReadOnlyMemory<byte> _body;

            public ValueTask PostAsync(Mine.Post message, CancellationToken cancellationToken)
            {
                _body = message.Body;
                return default;
            }
        }
        """));

    [Fact]
    public Task A_setter_of_ones_own_may_copy() => VerifyType(
        """
            private Utf8Text _copied;

            public Utf8Text Title { get => _copied; set => _copied = value.ToOwned(); }

            public ValueTask PostAsync(Feed.Post message, Feed.Session session, CancellationToken cancellationToken)
            {
                Title = message.Title;
                return default;
            }
        """);

    [Fact]
    public Task A_collection_of_ones_own_may_copy() => VerifyType(
        """
            private readonly Mine _mine = new();

            private sealed class Mine
            {
                public void Add(Utf8Text text) => Console.WriteLine(text.ToOwned());
            }

            public ValueTask PostAsync(Feed.Post message, Feed.Session session, CancellationToken cancellationToken)
            {
                _mine.Add(message.Title);
                return default;
            }
        """);

    [Fact]
    public Task A_buffer_of_each_round_may_be_kept() => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(SocketCode.File(
        """
        class Receiver
        {
            private readonly Queue<ReadOnlyMemory<byte>> _packets = new();
            private byte[]? _buffer;

            async Task Run(Socket socket, CancellationToken stopping)
            {
                while (true)
                {
                    var buffer = new byte[4096];
                    int count = await socket.ReceiveAsync(buffer.AsMemory(), stopping);
                    _packets.Enqueue(buffer.AsMemory(0, count));
                }
            }

            async Task Renewed(Socket socket, CancellationToken stopping)
            {
                var buffer = new byte[4096];
                while (true)
                {
                    int count = await socket.ReceiveAsync(buffer.AsMemory(), stopping);
                    _packets.Enqueue(buffer.AsMemory(0, count));
                    buffer = new byte[4096];
                }
            }

            async Task Copied(Socket socket, CancellationToken stopping)
            {
                var buffer = new byte[4096];
                var all = new MemoryStream();
                while (true)
                {
                    int count = await socket.ReceiveAsync(buffer.AsMemory(), stopping);
                    _packets.Enqueue(buffer.AsMemory(0, count).ToArray());
                    _packets.Enqueue(buffer[..count]);
                    all.Write(buffer, 0, count);
                    await Handle(buffer.AsMemory(0, count));
                    var parts = new List<ReadOnlyMemory<byte>>();
                    parts.Add(buffer.AsMemory(0, count));
                }
            }

            void Once(Socket socket)
            {
                var buffer = new byte[4096];
                int count = socket.Receive(buffer);
                _packets.Enqueue(buffer.AsMemory(0, count));
                _buffer = buffer;
            }

            void FromElsewhere(Socket socket, byte[] other)
            {
                var buffer = new byte[4096];
                while (socket.Receive(buffer) > 0)
                {
                    _packets.Enqueue(other);
                }

                _packets.Enqueue(buffer);
            }

            static async Task Handle(ReadOnlyMemory<byte> packet) => await Task.Yield();
        }
        """));

    [Fact]
    public Task A_socket_of_ones_own_may_fill_as_it_likes() => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(SocketCode.File(
        """
        namespace Mine
        {
            class Socket { public int Receive(byte[] buffer) => 0; }

            class Receiver
            {
                static void Run(Socket socket, List<byte[]> all)
                {
                    var buffer = new byte[10];
                    while (socket.Receive(buffer) > 0)
                    {
                        all.Add(buffer);
                    }
                }
            }
        }
        """));

    [Fact]
    public Task Code_that_is_not_finished_says_nothing() => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(
        HandlerCode.Method(
            """
            _last = message.
            _titles.Add(message.Missing);
            _unknown.Add(message.Title
            """),
        compiles: false);

    [Fact]
    public async Task What_a_handler_keeps_is_an_error_and_what_may_be_in_time_a_warning()
    {
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Error, (await AnalyzerTest.Single<BorrowedBufferEscapesAnalyzer>(HandlerCode.Method("_last = [|message.Title|];"))).Severity);
        Microsoft.CodeAnalysis.Diagnostic later = await AnalyzerTest.Single<BorrowedBufferEscapesAnalyzer>(HandlerCode.Method("_ = KeepAsync([|message|]);"));
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Warning, later.Severity);
        Assert.Equal(
            "'message' points into the receive buffer and is used by 'KeepAsync', which nobody awaits: the next message overwrites it",
            later.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public Task A_collection_with_a_key_of_its_own_keeps_the_value() => VerifyType(
        """
            private readonly Dictionary<uint, Utf8Text> _lastOf = new();
            private readonly Dictionary<uint, Utf8Text> _ownOf = new();

            public ValueTask PostAsync(Feed.Post message, Feed.Session session, CancellationToken cancellationToken)
            {
                _lastOf[message.Id] = [|message.Title|];
                _ownOf[message.Id] = message.Title.ToOwned();
                return default;
            }
        """);

    [Fact]
    public Task What_a_finally_block_replaces_is_replaced_on_each_way() => Verify(
        """
        Utf8Text title = message.Title;
        Utf8Text kept = message.Title;
        try
        {
            await Task.Yield();
        }
        finally
        {
            title = title.ToOwned();
            _id = message.Id;
        }

        _last = title;
        Latest = [|kept|];
        """);

    [Fact]
    public Task What_streams_ends_with_the_handler_as_well() => GeneratedTest.Verify<BorrowedBufferEscapesAnalyzer>(new GeneratedSource(
        """
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using ProtoSockets;

        sealed class Handler : Files.IServerHandler
        {
            private StreamedBytes _last;
            private StreamedBytes _own;
            private long _length;

            public async ValueTask PutAsync(Files.Put message, Files.Session session, CancellationToken cancellationToken)
            {
                _last = [|message.Content|];
                _own = message.Content.ToOwned();
                _length = message.Content.Length;
                await message.Content.CopyToAsync(Stream.Null, cancellationToken);
                _ = StoreAsync([|message.Content|]);
                await StoreAsync(message.Content);
            }

            private static async Task StoreAsync(StreamedBytes content) => await content.CopyToAsync(Stream.Null);
        }
        """,
        """
        using ProtoSockets;

        [Protocol]
        public sealed partial class Files
        {
            [Message(1, From = Side.Client)]
            public readonly partial record struct Put(uint Number, [property: LengthPrefixed<uint>] StreamedBytes Content);
        }
        """));

    private static Task Verify(string body) => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(HandlerCode.Method(body));

    private static Task VerifyType(string members) => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(HandlerCode.Type(members));
}
