using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class UnixStreamTransportTests : StreamTransportContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private int _files;

    protected override StreamTransport ServerTransport => Transports.Unix;

    // A client's socket has no name, unless it asks for one.
    protected override bool ClientsHaveAddresses => false;

    protected override bool ResetsAtWill => false;

    private string Path => _directory.PathOf("chat.sock");

    [Fact]
    public void Closing_the_listener_removes_the_file()
    {
        StreamListener listener = Listen();
        Assert.True(File.Exists(Path));
        listener.Dispose();
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task Closing_a_connection_leaves_the_listeners_file()
    {
        using StreamListener listener = Listen();
        StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Unix);
        pair.Server.Dispose();
        pair.Client.Dispose();
        Assert.True(File.Exists(Path));
    }

    [Fact]
    public async Task A_stale_file_is_replaced()
    {
        MakeStaleFile();
        using StreamListener listener = Listen();
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Unix);
        await pair.Client.SendAllAsync("x"u8.ToArray());
        Assert.Equal("x"u8.ToArray(), await pair.Server.ReceiveExactlyAsync(1));
    }

    [Fact]
    public void A_stale_file_stays_when_asked_for()
    {
        MakeStaleFile();
        BindException error = Assert.Throws<BindException>(() => Listen(new() { ReplaceStaleFile = false }));
        Assert.Equal(BindFailure.InUse, error.Failure);
        Assert.True(File.Exists(Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a user's notes")]
    public void A_file_that_is_not_a_socket_is_never_replaced(string content)
    {
        File.WriteAllText(Path, content);
        BindException error = Assert.Throws<BindException>(() => Listen());
        Assert.Equal(BindFailure.InUse, error.Failure);
        Assert.Contains("a file that is not a socket", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public void A_socket_of_another_type_that_is_open_is_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix datagrams.");
        using var datagrams = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        datagrams.Bind(new UnixDomainSocketEndPoint(Path));
        Assert.Equal(BindFailure.InUse, Assert.Throws<BindException>(() => Listen()).Failure);
        Assert.True(File.Exists(Path));
    }

    [Fact]
    public async Task A_listener_with_a_full_line_is_not_taken_for_stale()
    {
        using StreamListener listener = Listen(new() { Backlog = 1 });
        List<Task<StreamConnection>> waiting = await FillLineAsync(listener, Bounded.Token);
        Assert.Equal(BindFailure.InUse, Assert.Throws<BindException>(() => Listen()).Failure);
        await AcceptAndCloseAsync(listener, waiting);
    }

    [Fact]
    public async Task Connecting_waits_while_the_line_of_peers_is_full()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse at once.");
        using StreamListener listener = Listen(new() { Backlog = 1 });
        List<Task<StreamConnection>> waiting = await FillLineAsync(listener, Bounded.Token);
        Assert.False(waiting[^1].IsCompleted);
        await AcceptAndCloseAsync(listener, waiting);
    }

    [Fact]
    public async Task Connecting_to_a_full_line_can_be_cancelled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse at once.");
        using StreamListener listener = Listen(new() { Backlog = 1 });
        using var cancelling = new CancellationTokenSource();
        List<Task<StreamConnection>> waiting = await FillLineAsync(listener, cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[^1].WithinLimit());
    }

    [Fact]
    public async Task What_is_wrong_with_a_path_is_said_in_words_for_paths()
    {
        var endPoint = new UnixDomainSocketEndPoint(Path);
        await AssertExplainedAsync("there is no such file");
        MakeStaleFile();
        await AssertExplainedAsync("nobody has it open");
        File.Delete(Path);
        if (!OperatingSystem.IsWindows())
        {
            using var datagrams = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            datagrams.Bind(endPoint);
            await AssertExplainedAsync("of another type");
        }

        async Task AssertExplainedAsync(string text)
        {
            ConnectException error = await Assert.ThrowsAsync<ConnectException>(() => Transports.Unix.ConnectAsync(endPoint, new(), Bounded.Token).WithinLimit());
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
            Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named_as_the_reason()
    {
        BindException error = Assert.Throws<BindException>(() => Transports.Unix.Listen(new UnixDomainSocketEndPoint(_directory.PathOf("no/chat.sock")), new()));
        Assert.Equal(BindFailure.NotAvailable, error.Failure);
        Assert.Contains("directory does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_this_user_may_not_write_is_denied()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lets a single thread give up its rights.");
        BindException? error = null;
        var thread = new Thread(() =>
        {
            // Root may write everywhere. As the user "nobody" this thread, and it alone, may not; it ends afterwards. Without root nothing changes, and a directory of
            // root's is as closed.
            _ = NativeUser.ActAsNobodyInTheFileSystem();
            error = Assert.Throws<BindException>(() => Transports.Unix.Listen(new UnixDomainSocketEndPoint("/proc/../etc/protosockets-test.sock"), new()));
        });
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal(BindFailure.Denied, error?.Failure);
        Assert.Contains("Choose a directory", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_can_have_a_name_too()
    {
        string mine = _directory.PathOf("client.sock");
        using StreamPair pair = await ConnectAsync(connect: new() { LocalEndPoint = new UnixDomainSocketEndPoint(mine) });
        Assert.Equal(mine, pair.Server.RemoteEndPoint?.ToString());
        pair.Client.Dispose();
        Assert.False(File.Exists(mine));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_with_a_long_name_is_accepted(bool acceptIsPending)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract names are Linux's.");
        using StreamListener listener = Transports.Unix.Listen(new UnixDomainSocketEndPoint($"\0ps{Environment.ProcessId}"), new());
        Task<StreamConnection>? accepting = acceptIsPending ? listener.AcceptAsync(Bounded.Token).AsTask() : null;
        var name = new UnixDomainSocketEndPoint("\0" + new string('n', 107));
        using StreamConnection client = await Transports.Unix.ConnectAsync(listener.LocalEndPoint, new() { LocalEndPoint = name }, Bounded.Token);
        using StreamConnection server = await (accepting ?? listener.AcceptAsync(Bounded.Token).AsTask()).WithinLimit();
        Assert.Equal(name, server.RemoteEndPoint);
    }

    [Fact]
    public async Task Calls_to_accept_that_were_cancelled_lose_no_peer()
    {
        using StreamListener listener = Listen();
        for (int i = 0; i < 3; i++)
        {
            using var cancelling = new CancellationTokenSource();
            Task<StreamConnection> accepting = listener.AcceptAsync(cancelling.Token).AsTask();
            await cancelling.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.WithinLimit());
        }

        for (int i = 0; i < 5; i++)
        {
            StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Unix);
            await pair.Client.SendAllAsync(new[] { (byte)i });
            Assert.Equal([(byte)i], await pair.Server.ReceiveExactlyAsync(1));
            pair.Client.Dispose();
            pair.Server.Dispose();
        }
    }

    [Fact]
    public async Task A_client_without_a_name_has_no_address()
    {
        using StreamPair pair = await ConnectAsync();
        Assert.Null(pair.Client.LocalEndPoint);
        Assert.Null(pair.Server.RemoteEndPoint);
    }

    [Fact]
    public void An_address_and_port_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => Transports.Unix.Listen(new IPEndPoint(IPAddress.Loopback, 0), new()));

    [Fact]
    public void A_path_can_not_be_shared() => Assert.Throws<NotSupportedException>(() => Listen(new() { SharePort = true }));

    public void Dispose() => _directory.Dispose();

    protected override EndPoint FreeEndPoint() => new UnixDomainSocketEndPoint(_directory.PathOf($"{++_files}.sock"));

    private static async Task AcceptAndCloseAsync(StreamListener listener, List<Task<StreamConnection>> waiting)
    {
        foreach (Task<StreamConnection> _ in waiting)
        {
            (await listener.AcceptAsync(Bounded.Token)).Dispose();
        }

        foreach (Task<StreamConnection> connecting in waiting)
        {
            (await connecting.WithinLimit()).Dispose();
        }
    }

    private StreamListener Listen(BindOptions? options = null) => Transports.Unix.Listen(new UnixDomainSocketEndPoint(Path), options ?? new());

    private void MakeStaleFile()
    {
        // The framework removes the file with the socket. A second link to it stays, as after a crash.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string original = _directory.PathOf("crashed.sock");
        socket.Bind(new UnixDomainSocketEndPoint(original));
        File.Move(original, Path);
    }

    /// <summary>Connects until the system refuses the next: how many fit into a backlog of 1 is its own business.</summary>
    private static async Task<List<Task<StreamConnection>>> FillLineAsync(StreamListener listener, CancellationToken cancellationToken)
    {
        var waiting = new List<Task<StreamConnection>>();
        do
        {
            waiting.Add(Transports.Unix.ConnectAsync(listener.LocalEndPoint, new(), cancellationToken).AsTask());
            Assert.True(waiting.Count < 100, "The line is never full.");
        }
        while (waiting[^1].IsCompleted);
        await Task.Yield();
        return waiting;
    }
}
