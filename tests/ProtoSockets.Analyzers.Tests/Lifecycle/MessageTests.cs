using System.Globalization;
using Microsoft.CodeAnalysis;
using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>What the rules say, and how loud.</summary>
public sealed class MessageTests
{
    private const string Tcp = "using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);\n";

    [Fact]
    public async Task Accept_names_the_state()
    {
        Assert.Equal(
            "'socket.Accept' accepts before 'socket' listens: here it is not bound",
            Message(await AnalyzerTest.Single<AcceptBeforeListeningAnalyzer>(SocketCode.Method(Tcp + "socket.[|Accept|]();"))));
        Assert.Equal(
            "'socket.Accept' accepts before 'socket' listens: here it is bound, but does not listen",
            Message(await AnalyzerTest.Single<AcceptBeforeListeningAnalyzer>(SocketCode.Method(Tcp + "socket.Bind(endpoint);\nsocket.[|Accept|]();"))));
        Assert.Equal(
            "'listener.Pending' accepts before 'listener' listens: here it is not started",
            Message(await AnalyzerTest.Single<AcceptBeforeListeningAnalyzer>(SocketCode.Method("var listener = new TcpListener(endpoint);\nlistener.[|Pending|]();"))));
    }

    [Fact]
    public async Task Send_names_the_state() => Assert.Equal(
        "'socket.Send' needs a connection, but 'socket' is not connected here",
        Message(await AnalyzerTest.Single<SendOrReceiveBeforeConnectAnalyzer>(SocketCode.Method(Tcp + "socket.[|Send|](buffer);"))));

    [Fact]
    public async Task Several_states_are_all_named() => Assert.Equal(
        "'socket.Send' needs a connection, but 'socket' is not connected or a listener here",
        Message(await AnalyzerTest.Single<SendOrReceiveBeforeConnectAnalyzer>(SocketCode.Method(
            Tcp + "if (condition) { socket.Bind(endpoint); socket.Listen(); }\nsocket.[|Send|](buffer);"))));

    [Fact]
    public async Task A_path_through_a_property_is_the_name_of_the_object() => Assert.Equal(
        "'client.Client.Send' needs a connection, but 'client.Client' is not connected here",
        Message(await AnalyzerTest.Single<SendOrReceiveBeforeConnectAnalyzer>(SocketCode.Method("using var client = new TcpClient();\nclient.Client.[|Send|](buffer);"))));

    [Fact]
    public async Task Use_after_close_is_a_warning()
    {
        Diagnostic diagnostic = await AnalyzerTest.Single<UseAfterCloseAnalyzer>(SocketCode.Method(Tcp + "socket.Close();\nsocket?.[|Send|](buffer);"));
        Assert.Equal("'socket.Send' is used after 'socket' was closed", Message(diagnostic));
        Assert.Equal(DiagnosticSeverity.Warning, diagnostic.Severity);
    }

    [Fact]
    public async Task A_second_bind_is_an_error()
    {
        Diagnostic diagnostic = await AnalyzerTest.Single<InvalidTransitionAnalyzer>(SocketCode.Method(Tcp + "socket.Bind(endpoint);\nsocket.[|Bind|](endpoint);"));
        Assert.Equal("'socket.Bind' always fails here: 'socket' is bound already", Message(diagnostic));
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
    }

    [Fact]
    public async Task A_late_option_that_throws_is_an_error()
    {
        Diagnostic diagnostic = await AnalyzerTest.Single<BindTimeOptionSetTooLateAnalyzer>(
            SocketCode.Method(Tcp + "socket.Bind(endpoint);\nsocket.[|ExclusiveAddressUse|] = true;"));
        Assert.Equal("'socket.ExclusiveAddressUse' has to be set before the binding, but 'socket' is bound already here", Message(diagnostic));
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
    }

    [Fact]
    public async Task A_late_option_that_is_accepted_is_a_warning() => Assert.Equal(
        DiagnosticSeverity.Warning,
        (await AnalyzerTest.Single<BindTimeOptionSetTooLateAnalyzer>(SocketCode.Method(
            Tcp + "socket.Bind(endpoint);\nsocket.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);"))).Severity);

    [Fact]
    public async Task The_place_of_the_creation_is_given_along()
    {
        Diagnostic diagnostic = await AnalyzerTest.Single<UseAfterCloseAnalyzer>(SocketCode.Method(Tcp + "socket.Close();\nsocket.[|Listen|]();"));
        Location creation = Assert.Single(diagnostic.AdditionalLocations);
        Assert.StartsWith("new Socket(", (await creation.SourceTree!.GetTextAsync(TestContext.Current.CancellationToken)).ToString(creation.SourceSpan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bound_object_initializer_is_named_by_its_type() => Assert.Equal(
        "'UdpClient.ExclusiveAddressUse' has to be set before the binding, but 'UdpClient' is bound already here",
        Message(await AnalyzerTest.Single<BindTimeOptionSetTooLateAnalyzer>(SocketCode.Method("using var client = new UdpClient(53) { [|ExclusiveAddressUse|] = true };"))));

    [Fact]
    public async Task An_argument_is_named_with_what_it_is_passed_to() => Assert.Equal(
        "'new NetworkStream(socket)' needs a connection, but 'socket' is not connected here",
        Message(await AnalyzerTest.Single<SendOrReceiveBeforeConnectAnalyzer>(SocketCode.Method(Tcp + "using var stream = new NetworkStream([|socket|]);"))));

    [Fact]
    public async Task An_object_without_a_name_is_named_by_its_type() => Assert.Equal(
        "'Socket.Accept' accepts before 'Socket' listens: here it is not bound",
        Message(await AnalyzerTest.Single<AcceptBeforeListeningAnalyzer>(SocketCode.Method("new Socket(SocketType.Stream, ProtocolType.Tcp).[|Accept|]();"))));

    private static string Message(Diagnostic diagnostic) => diagnostic.GetMessage(CultureInfo.InvariantCulture);
}
