using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Network;

/// <summary>
/// The types of the framework that carry bytes over a network, resolved once per compilation, and what their members do. A type of the same name in another namespace is
/// none of them.
/// </summary>
internal sealed class NetworkSymbols
{
    // Kept beside the compilation and not in an analyzer, which outlives it: all rules ask the same questions of the same calls.
    private static readonly ConditionalWeakTable<Compilation, StrongBox<NetworkSymbols?>> Known = new();

    private static readonly Func<NetworkSymbols, IInvocationOperation, bool> IsOnStream = static (symbols, call) =>
        symbols.IsSocket(call.TargetMethod.ContainingType) ? !MayBeDatagram(call.Instance) : symbols.IsConnection(call.Instance);

    private readonly ConcurrentDictionary<SyntaxNode, bool> _isStreamReceive = new();
    private readonly ConcurrentDictionary<SyntaxNode, bool> _isStreamSend = new();
    private readonly INamedTypeSymbol _socket;
    private readonly INamedTypeSymbol? _networkStream;
    private readonly INamedTypeSymbol? _sslStream;
    private readonly INamedTypeSymbol? _tcpClient;
    private readonly INamedTypeSymbol? _tcpListener;
    private readonly INamedTypeSymbol? _udpClient;
    private readonly INamedTypeSymbol? _udpReceiveResult;
    private readonly INamedTypeSymbol? _eventArguments;
    private readonly INamedTypeSymbol? _encoding;
    private readonly INamedTypeSymbol? _cancellationToken;
    private readonly INamedTypeSymbol? _cancellationSource;

    private NetworkSymbols(Compilation compilation, INamedTypeSymbol socket)
    {
        _socket = socket;
        _networkStream = compilation.GetTypeByMetadataName("System.Net.Sockets.NetworkStream");
        _sslStream = compilation.GetTypeByMetadataName("System.Net.Security.SslStream");
        _tcpClient = compilation.GetTypeByMetadataName("System.Net.Sockets.TcpClient");
        _tcpListener = compilation.GetTypeByMetadataName("System.Net.Sockets.TcpListener");
        _udpClient = compilation.GetTypeByMetadataName("System.Net.Sockets.UdpClient");
        _udpReceiveResult = compilation.GetTypeByMetadataName("System.Net.Sockets.UdpReceiveResult");
        _eventArguments = compilation.GetTypeByMetadataName("System.Net.Sockets.SocketAsyncEventArgs");
        _encoding = compilation.GetTypeByMetadataName("System.Text.Encoding");
        _cancellationToken = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        _cancellationSource = compilation.GetTypeByMetadataName("System.Threading.CancellationTokenSource");
    }

    /// <summary>Looks the symbols up.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <returns>The symbols, the same ones for every rule; null if the compilation knows no sockets.</returns>
    public static NetworkSymbols? TryCreate(Compilation compilation) => Known.GetValue(
        compilation,
        static key => new StrongBox<NetworkSymbols?>(key.GetTypeByMetadataName("System.Net.Sockets.Socket") is { } socket ? new NetworkSymbols(key, socket) : null)).Value;

    /// <summary>Whether the type is <c>System.Net.Sockets.Socket</c>.</summary>
    public bool IsSocket(ITypeSymbol? type) => Is(type, _socket);

    /// <summary>Whether the type is <c>TcpClient</c>.</summary>
    public bool IsTcpClient(ITypeSymbol? type) => Is(type, _tcpClient);

    /// <summary>Whether the type is <c>TcpListener</c>.</summary>
    public bool IsTcpListener(ITypeSymbol? type) => Is(type, _tcpListener);

    /// <summary>Whether the type is <c>UdpClient</c>.</summary>
    public bool IsUdpClient(ITypeSymbol? type) => Is(type, _udpClient);

    /// <summary>Whether the type is <c>NetworkStream</c> or <c>SslStream</c>.</summary>
    public bool IsConnectionStream(ITypeSymbol? type) => Is(type, _networkStream) || Is(type, _sslStream);

    /// <summary>Whether the type is <c>SocketAsyncEventArgs</c>.</summary>
    public bool IsEventArguments(ITypeSymbol? type) => Is(type, _eventArguments);

    /// <summary>Whether the type is <c>System.Text.Encoding</c>.</summary>
    public bool IsEncoding(ITypeSymbol? type) => Is(type, _encoding);

    /// <summary>Whether the type is <c>CancellationToken</c>.</summary>
    public bool IsCancellationToken(ITypeSymbol? type) => Is(type, _cancellationToken);

    /// <summary>Whether the type is <c>CancellationTokenSource</c>.</summary>
    public bool IsCancellationSource(ITypeSymbol? type) => Is(type, _cancellationSource);

    /// <summary>Whether the call takes bytes from a connection and returns how many: a receive of a stream socket, a read of its stream. Datagrams arrive whole, and are none.</summary>
    /// <param name="call">The call.</param>
    /// <returns>True if it does.</returns>
    public bool IsStreamReceive(IInvocationOperation call) => MayBeStreamReceive(call) && Remembered(_isStreamReceive, call, IsOnStream);

    /// <summary>Whether the call has the name and the type of one that <see cref="IsStreamReceive"/> is asked of. That it takes bytes from a stream is looked for further off: asked last.</summary>
    /// <param name="call">The call.</param>
    /// <returns>False if it is no receive of a stream.</returns>
    public bool MayBeStreamReceive(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Receive" or "ReceiveAsync" => IsSocket(call.TargetMethod.ContainingType) && call.TargetMethod.ReturnType.SpecialType != SpecialType.System_Boolean,
        "Read" or "ReadAsync" => IsOverStream(call.TargetMethod.ContainingType),
        _ => false,
    };

    /// <summary>Whether the call ends a receive that was begun with a callback, and returns how many bytes came.</summary>
    /// <param name="call">The call.</param>
    /// <returns>True if it does.</returns>
    public bool IsEndOfReceive(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "EndReceive" => IsSocket(call.TargetMethod.ContainingType) && !MayBeDatagram(call.Instance),
        "EndRead" => IsConnection(call.Instance),
        _ => false,
    };

    /// <summary>Whether the call gives bytes to a connection.</summary>
    /// <param name="call">The call.</param>
    /// <returns>True if it does.</returns>
    public bool IsStreamSend(IInvocationOperation call) => MayBeStreamSend(call) && Remembered(_isStreamSend, call, IsOnStream);

    /// <summary>Whether the call has the name and the type of one that <see cref="IsStreamSend"/> is asked of.</summary>
    /// <param name="call">The call.</param>
    /// <returns>False if it is no send of a stream.</returns>
    public bool MayBeStreamSend(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Send" or "SendAsync" => IsSocket(call.TargetMethod.ContainingType) && call.TargetMethod.ReturnType.SpecialType != SpecialType.System_Boolean,
        "Write" or "WriteAsync" => IsOverStream(call.TargetMethod.ContainingType),
        _ => false,
    };

    /// <summary>Whether the call takes a connection from a listener.</summary>
    /// <param name="call">The call.</param>
    /// <returns>True if it does.</returns>
    public bool IsAccept(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Accept" or "AcceptAsync" => IsSocket(call.TargetMethod.ContainingType) && !IsEventArguments(call.TargetMethod.Parameters.FirstOrDefault()?.Type),
        "AcceptTcpClient" or "AcceptTcpClientAsync" or "AcceptSocket" or "AcceptSocketAsync" => IsTcpListener(call.TargetMethod.ContainingType),
        _ => false,
    };

    /// <summary>Whether the call takes one datagram.</summary>
    /// <param name="call">The call.</param>
    /// <returns>True if it does.</returns>
    public bool IsDatagramReceive(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Receive" => IsUdpClient(call.TargetMethod.ContainingType) || IsDatagramSocket(call),
        "ReceiveAsync" => IsUdpClient(call.TargetMethod.ContainingType) || IsDatagramSocket(call),
        "ReceiveFrom" or "ReceiveFromAsync" or "ReceiveMessageFrom" or "ReceiveMessageFromAsync" => IsSocket(call.TargetMethod.ContainingType),
        _ => false,
    };

    /// <summary>Whether an expression is the bytes of a datagram that a <c>UdpClient</c> has received, or a part of them.</summary>
    /// <param name="bytes">The expression.</param>
    /// <returns>True if it is.</returns>
    public bool IsReceivedDatagram(IOperation bytes)
    {
        IOperation value = Operations.UnwrapAwaited(bytes);
        return value switch
        {
            IPropertyReferenceOperation { Property: { Name: "Buffer", ContainingType: var type } } => Is(type, _udpReceiveResult),
            IInvocationOperation { TargetMethod: { Name: "Receive", ContainingType: var type } } when IsUdpClient(type) => true,
            ILocalReferenceOperation local => Operations.OnlyValueOf(local) is { } only && IsReceivedDatagram(only),
            _ => Operations.WholeOf(value, out _) is { } whole && IsReceivedDatagram(whole),
        };
    }

    /// <summary>Whether the call sends one datagram.</summary>
    /// <param name="call">The call.</param>
    /// <returns>True if it does.</returns>
    public bool IsDatagramSend(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Send" or "SendAsync" => IsUdpClient(call.TargetMethod.ContainingType) || IsDatagramSocket(call),
        "SendTo" or "SendToAsync" => IsSocket(call.TargetMethod.ContainingType),
        _ => false,
    };

    /// <summary>Whether an expression is the stream of a connection, a variable of type <c>Stream</c> that was given one included.</summary>
    /// <param name="stream">The expression.</param>
    /// <returns>True if it is.</returns>
    public bool IsConnection(IOperation? stream)
    {
        IOperation? unwrapped = stream is null ? null : Operations.Unwrap(stream);
        if (unwrapped is null || IsConnectionStream(unwrapped.Type))
        {
            return unwrapped is not null;
        }

        return unwrapped is ILocalReferenceOperation { Type.Name: "Stream" } local && Operations.OnlyValueOf(local) is { } value && IsConnectionStream(Operations.Unwrap(value).Type);
    }

    /// <summary>What a call is, is found out once: whoever asks next asks for the same.</summary>
    private bool Remembered(ConcurrentDictionary<SyntaxNode, bool> answers, IInvocationOperation call, Func<NetworkSymbols, IInvocationOperation, bool> ask)
    {
        if (!answers.TryGetValue(call.Syntax, out bool answer))
        {
            answer = ask(this, call);
            answers.TryAdd(call.Syntax, answer);
        }

        return answer;
    }

    /// <summary>Whether a method may be one of a connection's stream: <c>Read</c> and <c>Write</c> are the names of many others.</summary>
    private bool IsOverStream(INamedTypeSymbol type) => type.Name == "Stream" || IsConnectionStream(type);

    /// <summary>Whether the two are the same type.</summary>
    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? wanted) => wanted is not null && SymbolEqualityComparer.Default.Equals(type, wanted);

    private bool IsDatagramSocket(IInvocationOperation call) =>
        IsSocket(call.TargetMethod.ContainingType) && SocketKinds.Of(call.Instance) == SocketKind.Datagram;

    private static bool MayBeDatagram(IOperation? socket) => SocketKinds.Of(socket) is SocketKind.Datagram or SocketKind.Unknown;
}
