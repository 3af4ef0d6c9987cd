using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using static ProtoSockets.Analyzers.Flow.LifecycleStates;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// The table of states of <c>System.Net.Sockets</c>: what each member needs and what it does. This is the only place that knows.
/// Every row was measured on .NET 10, Linux, loopback; the pages of the rules (docs/rules) name the exceptions. A member without a row needs an
/// object that is not closed, and changes nothing.
/// </summary>
internal sealed class SocketStateTable(LifecycleSymbols symbols)
{
    private const string Late = DiagnosticIds.BindTimeOptionSetTooLate;
    private const string Transition = DiagnosticIds.InvalidTransition;

    private static readonly StateViolation AfterClose = new(Gone, DiagnosticIds.UseAfterClose);

    /// <summary>What a member without a row needs.</summary>
    private static readonly LifecycleOperation NotClosed = Row();

    private static readonly LifecycleOperation Forgotten = Row() with { Forgets = true, Releases = true };

    /// <summary>Members that work on a closed object too: they read a field, or are object's own.</summary>
    private static readonly ImmutableHashSet<string> Harmless = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "AddressFamily", "SocketType", "ProtocolType", "Blocking", "IsBound", "Connected", "UseOnlyOverlappedIO", "Equals", "GetHashCode", "GetType", "ToString");

    /// <summary>The socket types have these in common.</summary>
    private static readonly ImmutableDictionary<string, LifecycleOperation> AnySocket = Rows(
        (["Close", "Dispose", "DuplicateAndClose"], LifecycleOperation.Close),
        // Afterwards the socket may be connected again, asynchronously and to another address: too special to follow.
        (["Disconnect", "DisconnectAsync", "BeginDisconnect", "EndDisconnect"], Forgotten),
        // Whoever holds the handle can do anything to the socket.
        (["get_Handle", "get_SafeHandle"], LifecycleOperation.Unknown),
        (["set_Blocking"], Row()));

    /// <summary><c>Socket</c> with <c>SocketType.Stream</c>.</summary>
    private static readonly ImmutableDictionary<string, LifecycleOperation> StreamSocket = AnySocket.SetItems(Rows(
        // InvalidArgument. A Bind that failed has changed nothing, which is what the exception edges of the engine say.
        (["Bind"], Row(new StateViolation(Bound | Listening | Connected, Transition)) with { Produces = Bound }),
        // Linux: succeeds on a hidden port, IsBound stays false and Accept throws; Windows: InvalidArgument. On a connected socket: InvalidArgument.
        (["Listen"], Row(new StateViolation(Created, DiagnosticIds.ListenBeforeBind), new StateViolation(Connected, Transition)) with { Produces = Listening }),
        // InvalidOperationException: must call Bind, must call Listen.
        (["Accept", "AcceptAsync", "BeginAccept"], Row(new StateViolation(Created | Bound, DiagnosticIds.AcceptBeforeListening), new StateViolation(Connected, Transition))),
        // InvalidOperationException on a listener, IsConnected on a connected socket.
        (["Connect", "ConnectAsync", "BeginConnect"], Row(new StateViolation(Listening | Connected, Transition)) with { Produces = Connected }),
        (["EndConnect"], Row() with { Produces = Connected }),
        // Send: EPIPE, which .NET calls SocketError.Shutdown; SendFile: NotSupportedException; Receive: NotConnected.
        (["Send", "SendAsync", "BeginSend", "SendFile", "SendFileAsync", "BeginSendFile", "SendPacketsAsync", "SendTo", "SendToAsync", "BeginSendTo"], NeedsPeer()),
        (["Receive", "ReceiveAsync", "BeginReceive"], NeedsPeer()),
        (["ReceiveFrom", "ReceiveFromAsync", "BeginReceiveFrom", "ReceiveMessageFrom", "ReceiveMessageFromAsync", "BeginReceiveMessageFrom"], NeedsPeer()),
        // Null until then.
        (["get_LocalEndPoint"], Row(new StateViolation(Created, DiagnosticIds.EndpointReadBeforeBind, Continues: true))),
        (["get_RemoteEndPoint"], Row(new StateViolation(Created | Bound | Listening, DiagnosticIds.EndpointReadBeforeBind, Continues: true))),
        // InvalidOperationException: must not be bound or connected; DualMode: InvalidArgument.
        (["set_ExclusiveAddressUse", "set_DualMode"], Row(new StateViolation(Bound | Listening | Connected, Late)))));

    /// <summary><c>Socket</c> with <c>SocketType.Dgram</c>.</summary>
    private static readonly ImmutableDictionary<string, LifecycleOperation> DatagramSocket = AnySocket.SetItems(Rows(
        (["Bind"], Row(new StateViolation(Bound | Connected, Transition)) with { Produces = Bound }),
        // OperationNotSupported and InvalidOperationException, whatever the state.
        (["Listen", "Accept", "AcceptAsync", "BeginAccept"], Row(new StateViolation(Open, Transition, Reason: "a datagram socket, which has no connections"))),
        // Binds implicitly; may be repeated to change the peer.
        (["Connect", "ConnectAsync", "BeginConnect", "EndConnect"], Row() with { Produces = Connected }),
        // DestinationAddressRequired.
        (["Send", "SendAsync", "BeginSend", "SendFile", "SendFileAsync", "BeginSendFile", "SendPacketsAsync"], NeedsPeer()),
        // The first send to an explicit address binds the socket.
        (["SendTo", "SendToAsync", "BeginSendTo"], Row() with { Produces = Bound, ProducesFrom = Created }),
        // ReceiveFrom and ReceiveMessageFrom: InvalidOperationException; Receive, and the overloads for SocketAddress, wait for ever.
        (["Receive", "ReceiveAsync", "BeginReceive"], NeedsAddress()),
        (["ReceiveFrom", "ReceiveFromAsync", "BeginReceiveFrom", "ReceiveMessageFrom", "ReceiveMessageFromAsync", "BeginReceiveMessageFrom"], NeedsAddress()),
        (["get_LocalEndPoint"], Row(new StateViolation(Created, DiagnosticIds.EndpointReadBeforeBind, Continues: true))),
        (["get_RemoteEndPoint"], Row(new StateViolation(Created | Bound, DiagnosticIds.EndpointReadBeforeBind, Continues: true))),
        (["set_ExclusiveAddressUse", "set_DualMode"], Row(new StateViolation(Bound | Connected, Late)))));

    /// <summary><c>TcpListener</c>. Stopping and disposing take it back to where it was: it may be started again.</summary>
    private static readonly ImmutableDictionary<string, LifecycleOperation> TcpListener = Rows(
        // Starting twice is fine. InvalidArgument after Server.Bind: the listener binds by itself.
        (["Start"], Row(new StateViolation(Bound, Transition)) with { Produces = Listening }),
        (["Stop", "Dispose"], LifecycleOperation.Neutral with { Produces = Created, Releases = true }),
        // InvalidOperationException: not listening.
        (
            ["AcceptSocket", "AcceptSocketAsync", "BeginAcceptSocket", "AcceptTcpClient", "AcceptTcpClientAsync", "BeginAcceptTcpClient", "Pending"],
            Row(new StateViolation(Created | Bound, DiagnosticIds.AcceptBeforeListening))),
        // InvalidOperationException: must not be listening.
        (["set_ExclusiveAddressUse", "AllowNatTraversal"], Row(new StateViolation(Listening, Late))));

    /// <summary><c>TcpClient</c>.</summary>
    private static readonly ImmutableDictionary<string, LifecycleOperation> TcpClient = Rows(
        (["Close", "Dispose"], LifecycleOperation.Close),
        (["Connect", "ConnectAsync", "BeginConnect"], Row(new StateViolation(Connected, Transition)) with { Produces = Connected }),
        (["EndConnect"], Row() with { Produces = Connected }),
        // InvalidOperationException: not allowed on non-connected sockets.
        (["GetStream"], NeedsPeer()),
        // Zero and null on a closed client; what is then done to the null is reported.
        (["get_Available", "get_Client"], LifecycleOperation.Neutral),
        (["set_Client"], LifecycleOperation.Unknown),
        (["set_ExclusiveAddressUse"], Row(new StateViolation(Bound | Connected, Late))));

    /// <summary><c>UdpClient</c>.</summary>
    private static readonly ImmutableDictionary<string, LifecycleOperation> UdpClient = Rows(
        (["Close", "Dispose"], LifecycleOperation.Close),
        (["Connect"], Row() with { Produces = Connected }),
        // InvalidOperationException: must call Bind.
        (["Receive", "ReceiveAsync", "BeginReceive"], NeedsAddress()),
        // InvalidOperationException or DestinationAddressRequired. Where an address is given: see UdpSend.
        (["Send", "SendAsync", "BeginSend"], NeedsPeer()),
        (["get_Client"], LifecycleOperation.Neutral),
        (["set_Client"], LifecycleOperation.Unknown),
        (["set_ExclusiveAddressUse"], Row(new StateViolation(Bound | Connected, Late))));

    /// <summary>Send to an explicit address: binds implicitly, and throws once the client is connected to one peer.</summary>
    private static readonly LifecycleOperation UdpSendTo = Row() with { Produces = Bound, ProducesFrom = Created };

    private static readonly LifecycleOperation UdpSendToSurelyGiven = Row(new StateViolation(Connected, Transition, Reason: "connected to one peer already")) with
    {
        Produces = Bound,
        ProducesFrom = Created,
    };

    /// <summary>Accepted in every state. It has no say in the binding that happened already: that one fails, or not, without it.</summary>
    private static readonly LifecycleOperation LateReuse =
        Row(new StateViolation(Bound | Listening | Connected, Late, Continues: true, DiagnosticSeverity.Warning));

    /// <summary><c>IPv6Only</c>: InvalidArgument.</summary>
    private static readonly LifecycleOperation LateOption = Row(new StateViolation(Bound | Listening | Connected, Late));

    /// <summary><c>new NetworkStream(socket)</c>: IOException on a socket that is not connected. The stream then shares the socket.</summary>
    private static readonly LifecycleOperation WrappedInStream =
        Row(new StateViolation(Created | Bound | Listening, DiagnosticIds.SendOrReceiveBeforeConnect)) with { Forgets = true };

    private static readonly LifecycleOperation Consumed = Row() with { Produces = HandedOver, Releases = true };

    /// <summary>Whether the type is one of the table.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if it is.</returns>
    public bool IsTracked(INamedTypeSymbol type) =>
        LifecycleSymbols.Is(type, symbols.Socket) || LifecycleSymbols.Is(type, symbols.TcpListener) || LifecycleSymbols.Is(type, symbols.TcpClient) || LifecycleSymbols.Is(type, symbols.UdpClient);

    /// <summary>The object that a creation makes.</summary>
    /// <param name="creation">The creation.</param>
    /// <returns>What is known of the object; null if its type is not in the table or its state is not known.</returns>
    public CreatedObject? Create(IObjectCreationOperation creation)
    {
        if (creation.Constructor is not { } constructor || creation.Type is not INamedTypeSymbol type)
        {
            return null;
        }

        if (LifecycleSymbols.Is(type, symbols.Socket))
        {
            // The other constructors take over a handle, in whatever state it is.
            return KindOfSocket(creation) is { } kind ? new CreatedObject(kind, Created) : null;
        }

        if (LifecycleSymbols.Is(type, symbols.TcpListener))
        {
            return new CreatedObject(TrackedKind.TcpListener, Created, HasPortZero(creation.Arguments));
        }

        bool isTcpClient = LifecycleSymbols.Is(type, symbols.TcpClient);
        if (!isTcpClient && !LifecycleSymbols.Is(type, symbols.UdpClient))
        {
            return null;
        }

        bool hasAddress = constructor.Parameters.Any(parameter => LifecycleSymbols.Is(parameter.Type, symbols.IPEndPoint));
        bool hasHost = constructor.Parameters.Any(static parameter => parameter.Type.SpecialType == SpecialType.System_String);
        if (isTcpClient)
        {
            return new CreatedObject(TrackedKind.TcpClient, hasHost ? Connected : hasAddress ? Bound : Created);
        }

        bool hasPort = constructor.Parameters.Any(static parameter => parameter.Type.SpecialType == SpecialType.System_Int32);
        return new CreatedObject(TrackedKind.UdpClient, hasHost ? Connected : hasAddress || hasPort ? Bound : Created);
    }

    /// <summary>The object that a static method makes: <c>TcpListener.Create</c>.</summary>
    /// <param name="invocation">The call.</param>
    /// <returns>What is known of the object; null if the method is no factory of the table.</returns>
    public CreatedObject? Create(IInvocationOperation invocation) =>
        invocation.TargetMethod is { IsStatic: true, Name: "Create" } method && LifecycleSymbols.Is(method.ContainingType, symbols.TcpListener)
            ? new CreatedObject(TrackedKind.TcpListener, Created, HasPortZero(invocation.Arguments))
            : null;

    /// <summary>The object that an accepting method returns, directly or by a task.</summary>
    /// <param name="method">The method.</param>
    /// <returns>What is known of the object; null if the method does not accept.</returns>
    public CreatedObject? Accepted(IMethodSymbol method)
    {
        return method.Name switch
        {
            // The overloads that are given a socket return that one.
            "Accept" or "AcceptAsync" or "EndAccept"
                when LifecycleSymbols.Is(method.ContainingType, symbols.Socket) && !OnlyBegins(method) && !method.Parameters.Any(parameter => LifecycleSymbols.Is(parameter.Type, symbols.Socket)) =>
                    new CreatedObject(TrackedKind.StreamSocket, Connected),
            "AcceptSocket" or "AcceptSocketAsync" or "EndAcceptSocket" when LifecycleSymbols.Is(method.ContainingType, symbols.TcpListener) => new CreatedObject(TrackedKind.StreamSocket, Connected),
            "AcceptTcpClient" or "AcceptTcpClientAsync" or "EndAcceptTcpClient" when LifecycleSymbols.Is(method.ContainingType, symbols.TcpListener) => new CreatedObject(TrackedKind.TcpClient, Connected),
            _ => null,
        };
    }

    /// <summary>The row of a member.</summary>
    /// <param name="tracked">The object.</param>
    /// <param name="member">The member that is used on it, or on the socket inside it.</param>
    /// <param name="access">How it is used.</param>
    /// <param name="arguments">The arguments of a call.</param>
    /// <returns>The row.</returns>
    public LifecycleOperation Find(CreatedObject tracked, ISymbol member, MemberAccess access, ImmutableArray<IArgumentOperation> arguments)
    {
        INamedTypeSymbol? declaring = member.ContainingType;
        if (declaring?.SpecialType == SpecialType.System_Object)
        {
            return LifecycleOperation.Neutral;
        }

        string key = access switch
        {
            MemberAccess.Read => "get_" + member.Name,
            MemberAccess.Write => "set_" + member.Name,
            _ => member.Name,
        };

        if (LifecycleSymbols.Is(declaring, symbols.Disposable))
        {
            key = "Dispose";
            declaring = TypeOf(tracked.Kind);
        }

        if (LifecycleSymbols.Is(declaring, symbols.Socket))
        {
            return FindOnSocket(tracked.Kind, member, key, access, arguments);
        }

        if (!LifecycleSymbols.Is(declaring, TypeOf(tracked.Kind)))
        {
            return LifecycleOperation.Unknown;
        }

        return tracked.Kind switch
        {
            TrackedKind.TcpListener when key == "get_LocalEndpoint" => tracked.HasPortZero
                ? Row(new StateViolation(Created, DiagnosticIds.EndpointReadBeforeBind, Continues: true))
                : NotClosed,
            TrackedKind.TcpListener => Find(TcpListener, member, key),
            TrackedKind.TcpClient => Find(TcpClient, member, key),
            TrackedKind.UdpClient when access == MemberAccess.Call && UdpSend(member, arguments) is { } send => send,
            TrackedKind.UdpClient => Find(UdpClient, member, key),
            _ => LifecycleOperation.Unknown,
        };
    }

    /// <summary>What happens to an object that is passed to a method.</summary>
    /// <param name="tracked">The object.</param>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The row; null if nothing is known of the method.</returns>
    public LifecycleOperation? FindArgument(CreatedObject tracked, IParameterSymbol parameter)
    {
        foreach (AttributeData attribute in parameter.OriginalDefinition.GetAttributes())
        {
            if (LifecycleSymbols.Is(attribute.AttributeClass, symbols.Consumes))
            {
                return Consumed;
            }
        }

        if (parameter.ContainingSymbol is not IMethodSymbol method)
        {
            return null;
        }

        if (method.MethodKind == MethodKind.Constructor && LifecycleSymbols.Is(method.ContainingType, symbols.NetworkStream))
        {
            return tracked.Kind == TrackedKind.StreamSocket ? WrappedInStream : null;
        }

        // These look at the reference only.
        return (method.ContainingType?.Name, method.Name) switch
        {
            ("GC", "KeepAlive" or "SuppressFinalize") or ("ArgumentNullException", "ThrowIfNull") or ("Monitor", "Enter" or "Exit")
                or ("Object", "ReferenceEquals")
                when IsInSystem(method.ContainingType) => LifecycleOperation.Neutral,
            // What it returns is what closes the object.
            ("TaskAsyncEnumerableExtensions", "ConfigureAwait") when IsInSystem(method.ContainingType) => LifecycleOperation.Neutral with { Releases = true },
            _ => null,
        };
    }

    /// <summary>Whether a call returns a stream that closes the object when it is closed: <c>TcpClient.GetStream</c>.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it does.</returns>
    public bool OpensStream(IMethodSymbol method) => method.Name == "GetStream" && LifecycleSymbols.Is(method.ContainingType, symbols.TcpClient);

    /// <summary>The argument with the socket that a new <c>NetworkStream</c> is made over.</summary>
    /// <param name="creation">A creation.</param>
    /// <param name="owns">Whether the stream closes the socket; null if that is known at run time.</param>
    /// <returns>The argument; null if it is not a creation of a stream.</returns>
    public IArgumentOperation? SocketOfStream(IObjectCreationOperation creation, out bool? owns)
    {
        owns = false;
        if (!LifecycleSymbols.Is(creation.Type, symbols.NetworkStream))
        {
            return null;
        }

        IArgumentOperation? socket = null;
        foreach (IArgumentOperation argument in creation.Arguments)
        {
            switch (argument.Parameter?.Name)
            {
                case "socket":
                    socket = argument;
                    break;
                case "ownsSocket":
                    owns = argument.Value.ConstantValue is { HasValue: true, Value: bool value } ? value : null;
                    break;
            }
        }

        return socket;
    }

    /// <summary>What reads and writes a stream, and neither closes it nor gives its socket away.</summary>
    /// <param name="member">The member.</param>
    /// <returns>True if it is such a member.</returns>
    public static bool OnlyUsesStream(ISymbol member) =>
        member.ContainingType is { ContainingNamespace.Name: "Sockets" or "IO" or "System" } && IsInSystem(member.ContainingType)
        && (member.Name.StartsWith("Read", StringComparison.Ordinal) || member.Name.StartsWith("Write", StringComparison.Ordinal) || member.Name.StartsWith("Flush", StringComparison.Ordinal)
            || member.Name is "CopyTo" or "CopyToAsync" or "DataAvailable" or "CanRead" or "CanWrite" or "CanSeek" or "CanTimeout" or "ReadTimeout" or "WriteTimeout");

    /// <summary>The socket inside a listener or a client: what is done to it is done to the object.</summary>
    /// <param name="property">The property that is read.</param>
    /// <returns>True if the property returns the socket of the object.</returns>
    public bool IsInnerSocket(IPropertySymbol property) => property.Name switch
    {
        "Server" => LifecycleSymbols.Is(property.ContainingType, symbols.TcpListener),
        "Client" => LifecycleSymbols.Is(property.ContainingType, symbols.TcpClient) || LifecycleSymbols.Is(property.ContainingType, symbols.UdpClient),
        _ => false,
    };

    /// <summary>Whether a method only begins what it does, although it returns no task.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it does.</returns>
    public bool OnlyBegins(IMethodSymbol method) =>
        method.Name.StartsWith("Begin", StringComparison.Ordinal) || method.Parameters.Any(parameter => LifecycleSymbols.Is(parameter.Type, symbols.SocketAsyncEventArgs));

    private static LifecycleOperation Find(ImmutableDictionary<string, LifecycleOperation> rows, ISymbol member, string key) =>
        rows.TryGetValue(key, out LifecycleOperation? row) ? row : Harmless.Contains(member.Name) ? LifecycleOperation.Neutral : NotClosed;

    private static bool IsInSystem(INamedTypeSymbol? type)
    {
        INamespaceSymbol? root = type?.ContainingNamespace;
        while (root is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            root = root.ContainingNamespace;
        }

        return root?.Name == "System";
    }

    private static LifecycleOperation Row(params StateViolation[] violations) => new() { Violations = [.. violations, AfterClose] };

    private static LifecycleOperation NeedsPeer() => Row(new StateViolation(Created | Bound | Listening, DiagnosticIds.SendOrReceiveBeforeConnect));

    private static LifecycleOperation NeedsAddress() => Row(new StateViolation(Created, DiagnosticIds.ReceiveOnUnboundDatagramSocket));

    private static ImmutableDictionary<string, LifecycleOperation> Rows(params (string[] Members, LifecycleOperation Row)[] rows)
    {
        ImmutableDictionary<string, LifecycleOperation>.Builder builder = ImmutableDictionary.CreateBuilder<string, LifecycleOperation>(StringComparer.Ordinal);
        foreach ((string[] members, LifecycleOperation row) in rows)
        {
            foreach (string member in members)
            {
                builder.Add(member, row);
            }
        }

        return builder.ToImmutable();
    }

    private static object? ConstantOf(ImmutableArray<IArgumentOperation> arguments, string parameter)
    {
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter?.Name == parameter)
            {
                return argument.Value.ConstantValue is { HasValue: true, Value: { } value } ? value : null;
            }
        }

        return null;
    }

    private static TrackedKind? KindOfSocket(IObjectCreationOperation creation)
    {
        if (!creation.Constructor!.Parameters.Any(static parameter => parameter.Type.Name == "SocketType"))
        {
            return null;
        }

        // Netlink and packet sockets receive without an address.
        bool isKnownFamily = ConstantOf(creation.Arguments, "addressFamily") is not int family || family is 1 or 2 or 23;
        return (isKnownFamily ? ConstantOf(creation.Arguments, "socketType") : null) switch
        {
            1 => TrackedKind.StreamSocket,
            2 => TrackedKind.DatagramSocket,
            _ => TrackedKind.OtherSocket,
        };
    }

    private static LifecycleOperation FindOnSocket(TrackedKind kind, ISymbol member, string key, MemberAccess access, ImmutableArray<IArgumentOperation> arguments)
    {
        if (kind == TrackedKind.Annotated)
        {
            return LifecycleOperation.Unknown;
        }

        bool isSocket = kind is TrackedKind.StreamSocket or TrackedKind.DatagramSocket or TrackedKind.OtherSocket;
        if (access == MemberAccess.Call && member.Name == "SetSocketOption" && kind != TrackedKind.OtherSocket)
        {
            return SetSocketOption(arguments);
        }

        LifecycleOperation row = Find(
            kind switch
            {
                TrackedKind.OtherSocket => AnySocket,
                TrackedKind.DatagramSocket or TrackedKind.UdpClient => DatagramSocket,
                _ => StreamSocket,
            },
            member,
            key);

        if (isSocket)
        {
            return row;
        }

        // The listener and the clients keep their own books: only where the measured result is the same may the state of the inner socket be theirs.
        bool keepsItsState = row.Produces == None || member.Name == "Bind" || (kind == TrackedKind.TcpClient && member.Name is "Connect" or "ConnectAsync");
        return keepsItsState ? row : row with { Forgets = true, Releases = true };
    }

    private INamedTypeSymbol? TypeOf(TrackedKind kind) => kind switch
    {
        TrackedKind.TcpListener => symbols.TcpListener,
        TrackedKind.TcpClient => symbols.TcpClient,
        TrackedKind.UdpClient => symbols.UdpClient,
        TrackedKind.Annotated => null,
        _ => symbols.Socket,
    };

    private static LifecycleOperation SetSocketOption(ImmutableArray<IArgumentOperation> arguments) =>
        // SocketOptionLevel.Socket is 0xffff, IPv6 is 41; ReuseAddress is 4, ExclusiveAddressUse is ~ReuseAddress, IPv6Only is 27.
        (ConstantOf(arguments, "optionLevel"), ConstantOf(arguments, "optionName")) switch
        {
            (0xffff, 4) => LateReuse,
            (0xffff, ~4) => LateReuse,
            (41, 27) => LateOption,
            _ => NotClosed,
        };

    private LifecycleOperation? UdpSend(ISymbol member, ImmutableArray<IArgumentOperation> arguments)
    {
        if (member is not IMethodSymbol { Name: "Send" or "SendAsync" or "BeginSend" } method)
        {
            return null;
        }

        IParameterSymbol? address = method.Parameters.FirstOrDefault(
            parameter => LifecycleSymbols.Is(parameter.Type, symbols.IPEndPoint) || parameter.Type.SpecialType == SpecialType.System_String);
        if (address is null)
        {
            return null;
        }

        IOperation? given = arguments.FirstOrDefault(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter, address))?.Value;
        while (given is IConversionOperation conversion)
        {
            given = conversion.Operand;
        }

        return given switch
        {
            // A null address means: to the peer.
            { ConstantValue: { HasValue: true, Value: null } } => NeedsPeer(),
            IObjectCreationOperation or { ConstantValue.HasValue: true } => UdpSendToSurelyGiven,
            _ => UdpSendTo,
        };
    }

    private bool HasPortZero(ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter?.Name == "port")
            {
                return argument.Value.ConstantValue is { HasValue: true, Value: 0 };
            }

            if (argument.Value is IObjectCreationOperation creation && LifecycleSymbols.Is(creation.Type, symbols.IPEndPoint))
            {
                return HasPortZero(creation.Arguments);
            }
        }

        return false;
    }
}
