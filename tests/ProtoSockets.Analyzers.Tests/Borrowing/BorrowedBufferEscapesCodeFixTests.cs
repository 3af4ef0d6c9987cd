using ProtoSockets.Analyzers.Borrowing;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Lifecycle;
using ProtoSockets.CodeFixes.Borrowing;

namespace ProtoSockets.Analyzers.Tests.Borrowing;

public sealed class BorrowedBufferEscapesCodeFixTests
{
    [Fact]
    public Task Text_and_messages_are_owned() => VerifyAll(
        """
        _last = [|message.Title|];
        _posts.Enqueue([|message|]);
        _byTitle[[|message.Title|]] = new object();
        _entries.Add(new Entry([|message.Tags[0].Name|], DateTime.UtcNow));
        _ = KeepAsync([|message|]);
        """,
        """
        _last = message.Title.ToOwned();
        _posts.Enqueue(message.ToOwned());
        _byTitle[message.Title.ToOwned()] = new object();
        _entries.Add(new Entry(message.Tags[0].Name.ToOwned(), DateTime.UtcNow));
        _ = KeepAsync(message.ToOwned());
        """);

    [Fact]
    public Task Bytes_are_copied() => Verify(
        """
        ReadOnlyMemory<byte> body = message.Body;
        _bodies.Writer.TryWrite([|body.Slice(1)|]);
        """,
        """
        ReadOnlyMemory<byte> body = message.Body;
        _bodies.Writer.TryWrite(body.Slice(1).ToArray());
        """);

    [Fact]
    public Task A_choice_is_put_in_parentheses() => Verify(
        """
        _body = [|message.Id > 0 ? message.Body : message.Body.Slice(1)|];
        """,
        """
        _body = (message.Id > 0 ? message.Body : message.Body.Slice(1)).ToArray();
        """);

    [Fact]
    public Task A_buffer_is_copied() => CodeFixTest.VerifyAll<BorrowedBufferEscapesAnalyzer, BorrowedBufferEscapesCodeFix>(
        SocketCode.Method(
            """
            var all = new List<byte[]>();
            var parts = new List<ArraySegment<byte>>();
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            while (socket.Receive(buffer) is > 0 and int count)
            {
                all.Add([|buffer|]);
                parts.Add([|new ArraySegment<byte>(buffer, 0, count)|]);
            }
            """),
        SocketCode.Method(
            """
            var all = new List<byte[]>();
            var parts = new List<ArraySegment<byte>>();
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            while (socket.Receive(buffer) is > 0 and int count)
            {
                all.Add(buffer.AsSpan().ToArray());
                parts.Add(new ArraySegment<byte>(buffer, 0, count).ToArray());
            }
            """));

    [Fact]
    public Task What_a_lambda_captures_is_for_its_author_to_copy() => VerifyNotOffered(
        """
        _ = Task.Run(() => Measure([|message|]));
        """);

    [Fact]
    public Task Bytes_that_are_kept_as_an_object_stay() => VerifyNotOffered(
        """
        session.State = [|message.Body|];
        """);

    [Fact]
    public Task A_tuple_in_a_variable_stays() => VerifyNotOffered(
        """
        var pair = (message.Title, message.Body);
        session.State = [|pair|];
        """);

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<BorrowedBufferEscapesAnalyzer, BorrowedBufferEscapesCodeFix>(HandlerCode.Method(body), HandlerCode.Method(expected));

    private static Task VerifyAll(string body, string expected) =>
        CodeFixTest.VerifyAll<BorrowedBufferEscapesAnalyzer, BorrowedBufferEscapesCodeFix>(HandlerCode.Method(body), HandlerCode.Method(expected));

    private static Task VerifyNotOffered(string body) =>
        CodeFixTest.VerifyNotOffered<BorrowedBufferEscapesAnalyzer, BorrowedBufferEscapesCodeFix>(HandlerCode.Method(body));
}
