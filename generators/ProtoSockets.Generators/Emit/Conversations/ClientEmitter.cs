using ProtoSockets.Generators.Emit.Views;
using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>Emits <c>Client</c>: typed calls over <c>ProtocolClient</c>, which does the work.</summary>
internal static class ClientEmitter
{
    public static void Emit(SourceWriter writer, ProtocolSpec protocol)
    {
        MessageSpec[] pushes = [.. OneWay(protocol, Side.Server)];
        writer.Lines($$"""
            /// <summary>
            /// A client of the {{See(protocol.Type.FullName)}} protocol: one end of a conversation. It exists only connected, and may be used from any number of threads.
            /// </summary>
            {{Accessibility(protocol)}} sealed partial class Client : global::ProtoSockets.Clients.ProtocolClient<{{Wire(protocol)}}>
            """);
        writer.Open();
        EmitConstruction(writer, pushes, HasPushes(protocol), [.. pushes.Concat(Requests(protocol, Side.Server)).Where(ViewHandlerEmitter.IsOfferedToClient)]);
        foreach (MessageSpec request in Requests(protocol, Side.Client))
        {
            EmitCalls(writer, protocol, request);
        }

        foreach (MessageSpec message in OneWay(protocol, Side.Client).Where(message => message.AnsweredBy is null))
        {
            writer.Line();
            writer.Lines($$"""
                /// <summary>Sends a {{See(message.FullName)}}, which gets no answer.</summary>
                /// <param name="message">The message.</param>
                /// <param name="cancellationToken">Gives up waiting for room to send it.</param>
                /// <returns>A task that ends when the message is on its way. That it arrives is not known.</returns>
                /// <exception cref="global::ProtoSockets.ConnectionClosedException">The connection has ended.</exception>
                /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
                [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
                public {{ValueTaskType}} {{message.Name}}Async({{message.FullName}} message, {{CancellationTokenType}} cancellationToken = default) =>
                    SendAsync(in message, cancellationToken);
                """);
        }

        PhaseEmitter.EmitClient(writer, protocol);
        writer.Line();
        EmitDispatch(writer, protocol, pushes);
        writer.Close();
    }

    private static void EmitConstruction(SourceWriter writer, MessageSpec[] pushes, bool hasPushes, MessageSpec[] viewed)
    {
        const string Options = "global::ProtoSockets.ClientOptions";
        if (hasPushes)
        {
            writer.Line("private readonly IClientHandler? _handler;");
            foreach (MessageSpec message in viewed)
            {
                writer.Line(ViewHandlerEmitter.Declaration(message));
            }

            foreach (MessageSpec push in pushes)
            {
                writer.Line($"private readonly global::ProtoSockets.Clients.PushBacklog<{push.FullName}>? {Backlog(push)};");
            }

            writer.Line();
            writer.Line($"private Client({Options} options, IClientHandler? handler)");
            writer.Line("    : base(options)");
            writer.Open();
            writer.Line("_handler = handler;");
            foreach (MessageSpec message in viewed)
            {
                writer.Line(ViewHandlerEmitter.Assignment(message, "handler"));
            }

            if (pushes.Length > 0)
            {
                writer.Line("if (handler is null)");
                writer.Open();
                foreach (MessageSpec push in pushes)
                {
                    writer.Line($"{Backlog(push)} = AddPushBacklog<{push.FullName}>();");
                }

                writer.Close();
            }

            writer.Close();
        }
        else
        {
            writer.Line($"private Client({Options} options)");
            writer.Line("    : base(options)");
            writer.Open();
            writer.Close();
        }

        string handlerDoc = hasPushes
            ? "\n/// <param name=\"handler\">Gets what the server sends without being asked; without one, enumerate <c>ReceiveAsync</c>.</param>"
            : string.Empty;
        string handlerParameter = hasPushes ? "IClientHandler? handler = null, " : string.Empty;
        string handlerArgument = hasPushes ? ", handler" : string.Empty;
        writer.Line();
        writer.Lines($$"""
            /// <summary>Connects to a server, and shakes hands where the protocol does.</summary>
            /// <param name="address">The server: an end point, or <c>TransportAddress.Parse("tcp://localhost:5000")</c>.</param>
            /// <param name="options">How to connect and call; null for the defaults.</param>{{handlerDoc}}
            /// <param name="cancellationToken">Gives up.</param>
            /// <returns>A connected client.</returns>
            /// <exception cref="global::ProtoSockets.Transports.ConnectException">The server could not be reached within the time.</exception>
            /// <exception cref="global::ProtoSockets.TryElsewhereException">The server takes no further connection.</exception>
            /// <exception cref="global::ProtoSockets.HandshakeException">The server speaks another protocol, or another version of it.</exception>
            /// <exception cref="global::System.ArgumentException">The protocol is not declared for the transport.</exception>
            /// <exception cref="global::System.ArgumentOutOfRangeException">An option has a value that it can't have.</exception>
            /// <exception cref="global::System.OperationCanceledException">The token was cancelled.</exception>
            [global::ProtoSockets.Produces(global::ProtoSockets.SocketState.Connected)]
            public static global::System.Threading.Tasks.Task<Client> ConnectAsync(
                global::ProtoSockets.TransportAddress address, {{Options}}? options = null, {{handlerParameter}}{{CancellationTokenType}} cancellationToken = default) =>
                OpenAsync(one => new Client(one{{handlerArgument}}), options ?? {{Options}}.Default, [address], prepare: null, cancellationToken);

            /// <summary>Connects to the first of several addresses that accepts, and shakes hands where the protocol does.</summary>
            /// <param name="addresses">The server's addresses, or those of several that offer the same; a client that connects again tries them in turn.</param>
            /// <param name="options">How to connect and call; null for the defaults.</param>{{handlerDoc}}
            /// <param name="prepare">Brings each new connection up before anything else uses it: logs in, subscribes. It gets a client of that connection alone. Null for nothing.</param>
            /// <param name="cancellationToken">Gives up.</param>
            /// <returns>A connected client.</returns>
            /// <exception cref="global::ProtoSockets.Transports.ConnectException">No address could be connected to. Where there are several, this comes for all that went wrong with them, and the message has what each answered; with one, its own exception comes.</exception>
            /// <exception cref="global::ProtoSockets.HandshakeException">There is one address, and its server speaks another protocol, or another version of it.</exception>
            /// <exception cref="global::System.ArgumentException">There is no address, or the protocol is not declared for its transport.</exception>
            /// <exception cref="global::System.ArgumentOutOfRangeException">An option has a value that it can't have.</exception>
            /// <exception cref="global::System.InvalidOperationException">What brings a connection up does what it can't do there; the message says what.</exception>
            /// <exception cref="global::System.OperationCanceledException">The token was cancelled.</exception>
            [global::ProtoSockets.Produces(global::ProtoSockets.SocketState.Connected)]
            public static global::System.Threading.Tasks.Task<Client> ConnectAsync(
                global::System.Collections.Generic.IReadOnlyList<global::ProtoSockets.TransportAddress> addresses, {{Options}}? options = null, {{handlerParameter}}global::System.Func<Client, {{CancellationTokenType}}, {{ValueTaskType}}>? prepare = null, {{CancellationTokenType}} cancellationToken = default) =>
                OpenAsync(one => new Client(one{{handlerArgument}}), options ?? {{Options}}.Default, addresses, prepare, cancellationToken);

            /// <summary>Connects by way of the protocols that go on as this one, to the first of several addresses that accepts; again, where the options say so.</summary>
            /// <param name="addresses">The server's addresses, or those of several that offer the same; a client that connects again tries them in turn.</param>
            /// <param name="open">Connects to an address, takes the connection through the other protocols, and ends with its client of this one. What the server sends unasked goes to the handler that it has, if any.</param>
            /// <param name="options">How to connect and call; null for the defaults.</param>
            /// <param name="cancellationToken">Gives up.</param>
            /// <returns>A connected client.</returns>
            /// <exception cref="global::ProtoSockets.Transports.ConnectException">No address could be connected to. Where there are several, this comes for all that went wrong with them, and the message has what each answered; with one, its own exception comes.</exception>
            /// <exception cref="global::System.ArgumentException">There is no address, or the protocol is not declared for its transport.</exception>
            /// <exception cref="global::System.ArgumentOutOfRangeException">An option has a value that it can't have.</exception>
            /// <exception cref="global::System.InvalidOperationException">What brings a connection up does what it can't do there; the message says what.</exception>
            /// <exception cref="global::System.OperationCanceledException">The token was cancelled.</exception>
            [global::ProtoSockets.Produces(global::ProtoSockets.SocketState.Connected)]
            public static global::System.Threading.Tasks.Task<Client> ConnectAsync(
                global::System.Collections.Generic.IReadOnlyList<global::ProtoSockets.TransportAddress> addresses, global::System.Func<global::ProtoSockets.TransportAddress, {{CancellationTokenType}}, global::System.Threading.Tasks.Task<Client>> open, {{Options}}? options = null, {{CancellationTokenType}} cancellationToken = default) =>
                OpenAsync(one => new Client(one{{(hasPushes ? ", handler: null" : string.Empty)}}), options ?? {{Options}}.Default, addresses, open, cancellationToken);

            /// <summary>Takes over a connection that exists already.</summary>
            /// <param name="connection">The connection; the client closes it.</param>
            /// <param name="options">How to call; null for the defaults.</param>{{handlerDoc}}
            /// <param name="cancellationToken">Gives up shaking hands.</param>
            /// <returns>A connected client.</returns>
            /// <exception cref="global::ProtoSockets.HandshakeException">The server speaks another protocol, or another version of it.</exception>
            /// <exception cref="global::System.OperationCanceledException">The token was cancelled.</exception>
            [global::ProtoSockets.Produces(global::ProtoSockets.SocketState.Connected)]
            public static global::System.Threading.Tasks.Task<Client> AdoptAsync(
                [global::ProtoSockets.Consumes] global::ProtoSockets.Transports.StreamConnection connection, {{Options}}? options = null, {{handlerParameter}}{{CancellationTokenType}} cancellationToken = default) =>
                OpenAsync(new Client(options ?? {{Options}}.Default{{handlerArgument}}), connection, cancellationToken);
            """);
    }

    private static void EmitCalls(SourceWriter writer, ProtocolSpec protocol, MessageSpec request)
    {
        if (StreamedCallEmitter.IsOne(request))
        {
            StreamedCallEmitter.EmitClient(writer, protocol, request);
            return;
        }

        if (request.Replies == ReplyCount.Many)
        {
            EmitManyCall(writer, protocol, request);
            return;
        }

        bool isOptional = request.Replies == ReplyCount.OneOrNone;
        string brings = isOptional
            ? "The reply; without one when the server stayed silent, which is known once a later call is answered."
            : "The reply.";
        EmitCall(writer, request, string.Empty, isOptional ? "CallOptionalAsync" : "CallAsync", ReplyShape(request), ErrorOrNone(protocol), brings);
        if (protocol.ErrorReply is { } error)
        {
            EmitCall(
                writer, request, "Try", isOptional ? "TryCallOptionalAsync" : "TryCallAsync", ResultShape(protocol, request), error.FullName,
                $"{brings} Or the {See(error.FullName)} of a server that refused.");
        }
    }

    private static void EmitCall(SourceWriter writer, MessageSpec request, string prefix, string call, string result, string error, string brings)
    {
        string refused = prefix.Length == 0
            ? "\n/// <exception cref=\"global::ProtoSockets.CallRefusedException\">The server refused, or failed.</exception>"
            : string.Empty;
        string docs = $$"""
            /// <exception cref="global::ProtoSockets.CallException">The call did not get its reply; the exception's outcome says what is known of it.</exception>{{refused}}
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't, or the reply is malformed.</exception>
            /// <exception cref="global::System.OperationCanceledException">The token was cancelled; the connection stays usable.</exception>
            """;
        string types = $"{request.FullName}, {request.ReplyType}, {error}";
        writer.Line();
        writer.Lines($$"""
            /// <summary>Sends a {{See(request.FullName)}} and waits for {{See(request.ReplyType!)}}, at most for the client's <c>CallTimeout</c>.</summary>
            /// <param name="request">The request.</param>
            /// <param name="cancellationToken">Ends the wait.</param>
            /// <returns>{{brings}}</returns>
            {{docs}}
            [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
            public {{ValueTaskType}}<{{result}}> {{prefix}}{{request.Name}}Async({{request.FullName}} request, {{CancellationTokenType}} cancellationToken = default) =>
                {{call}}<{{types}}>(in request, CallTimeout, cancellationToken);

            /// <summary>Sends a {{See(request.FullName)}} and waits for {{See(request.ReplyType!)}}.</summary>
            /// <param name="request">The request.</param>
            /// <param name="timeout">How long the call may take.</param>
            /// <param name="cancellationToken">Ends the wait.</param>
            /// <returns>{{brings}}</returns>
            {{docs}}
            [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
            public {{ValueTaskType}}<{{result}}> {{prefix}}{{request.Name}}Async({{request.FullName}} request, {{TimeSpanType}} timeout, {{CancellationTokenType}} cancellationToken = default) =>
                {{call}}<{{types}}>(in request, timeout, cancellationToken);
            """);
    }

    private static void EmitManyCall(SourceWriter writer, ProtocolSpec protocol, MessageSpec request)
    {
        MessageSpec reply = protocol.Messages.First(message => string.Equals(message.FullName, request.ReplyType, StringComparison.Ordinal));
        writer.Line();
        writer.Lines($$"""
            /// <summary>Sends a {{See(request.FullName)}} when the enumeration starts, and enumerates the {{See(request.ReplyType!)}} replies, all within the client's <c>CallTimeout</c>.</summary>
            /// <param name="request">The request.</param>
            /// <param name="cancellationToken">Ends the enumeration; the connection stays usable.</param>
            /// <returns>The replies, the last one included.</returns>
            [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
            public {{AsyncEnumerableType}}<{{request.ReplyType}}> {{request.Name}}Async({{request.FullName}} request, {{CancellationTokenType}} cancellationToken = default) =>
                CallManyAsync<{{request.FullName}}, {{request.ReplyType}}, {{ErrorOrNone(protocol)}}>(request, static reply => reply.{{reply.Last}}, CallTimeout, cancellationToken);
            """);
        BatchEmitter.Emit(writer, protocol, request, reply);
    }

    private static void EmitDispatch(SourceWriter writer, ProtocolSpec protocol, MessageSpec[] pushes)
    {
        writer.Line("/// <inheritdoc/>");
        string signature = $"protected override {ValueTaskType} DispatchAsync(in global::ProtoSockets.Runtime.IncomingPush<{Wire(protocol)}> push)";
        MessageSpec[] requests = [.. Requests(protocol, Side.Server)];
        if (pushes.Length == 0 && requests.Length == 0)
        {
            writer.Line($"{signature} => default;");
            return;
        }

        writer.Line(signature);
        writer.Open();
        if (pushes.Length == 1 && requests.Length == 0 && !pushes[0].RouteIds.Any())
        {
            EmitPush(writer, pushes[0]);
        }
        else
        {
            writer.Line("switch (push.MessageId)");
            writer.Open();
            foreach (MessageSpec push in pushes)
            {
                foreach (long id in push.RouteIds)
                {
                    writer.Line($"case {id}:");
                }

                writer.Line($"    return Handle{push.Name}(in push);");
                writer.Line();
            }

            foreach (MessageSpec request in requests)
            {
                writer.Line($"case {request.RouteId}:");
                writer.Line($"    return Handle{request.Name}(in push);");
                writer.Line();
            }

            writer.Line("default:");
            writer.Line("    return default;");
            writer.Close();
        }

        writer.Close();
        foreach (MessageSpec push in pushes.Where(push => push.RouteIds.Any()))
        {
            EmitHandle(writer, protocol, push, EmitPush);
        }

        foreach (MessageSpec request in requests)
        {
            EmitHandle(writer, protocol, request, EmitRequest);
        }

        foreach (MessageSpec push in pushes)
        {
            EmitView(writer, protocol, push, $"{ViewHandlerEmitter.Field(push)}!.{push.Name}Async(view, this, Closed)");
        }

        foreach (MessageSpec request in requests)
        {
            string under = Under(request, "push").Replace("(message.", "(view.");
            EmitView(writer, protocol, request, $"{under}.ReplyWith({ViewHandlerEmitter.Field(request)}!.{request.Name}Async(view, this, push.Cancellation))");
        }
    }

    private static void EmitHandle(SourceWriter writer, ProtocolSpec protocol, MessageSpec message, Action<SourceWriter, MessageSpec> emitBody)
    {
        writer.Line();
        writer.Lines(NotInlined);
        writer.Line($"private {ValueTaskType} Handle{message.Name}(in global::ProtoSockets.Runtime.IncomingPush<{Wire(protocol)}> push)");
        writer.Open();
        emitBody(writer, message);
        writer.Close();
    }

    private static void EmitPush(SourceWriter writer, MessageSpec push)
    {
        EmitWhetherView(writer, push);
        EmitPushRecord(writer, push);
    }

    private static void EmitWhetherView(SourceWriter writer, MessageSpec message)
    {
        if (ViewHandlerEmitter.IsOfferedToClient(message))
        {
            writer.Lines($$"""
                if ({{ViewHandlerEmitter.Field(message)}} is not null && !push.IsIntercepted)
                {
                    return {{ViewHandlerEmitter.Method(message)}}(in push);
                }

                """);
        }
    }

    /// <summary>Hands a message to a handler that takes its view.</summary>
    private static void EmitView(SourceWriter writer, ProtocolSpec protocol, MessageSpec message, string handled)
    {
        if (ViewHandlerEmitter.IsOfferedToClient(message))
        {
            writer.Line();
            writer.Lines(NotInlined);
            writer.Lines($$"""
                private {{ValueTaskType}} {{ViewHandlerEmitter.Method(message)}}(in global::ProtoSockets.Runtime.IncomingPush<{{Wire(protocol)}}> push) =>
                    push.TryView(out {{message.FullName}}.View view) ? {{handled}} : default;
                """);
        }
    }

    private static void EmitPushRecord(SourceWriter writer, MessageSpec push) => writer.Lines($$"""
        if (!push.TryRead(out {{push.FullName}} message))
        {
            return default;
        }

        if (_handler is not null)
        {
            return _handler.{{push.Name}}Async(message, this, Closed);
        }

        {{Backlog(push)}}!.Add(in message);
        return default;
        """);

    private static void EmitRequest(SourceWriter writer, MessageSpec request)
    {
        EmitWhetherView(writer, request);
        EmitRequestRecord(writer, request);
    }

    private static void EmitRequestRecord(SourceWriter writer, MessageSpec request) => writer.Lines($$"""
        if (_handler is null)
        {
            push.RefuseUnhandled();
            return default;
        }

        return push.TryRead(out {{request.FullName}} message)
            ? {{Under(request, "push")}}.ReplyWith(_handler.{{request.Name}}Async(message, this, push.Cancellation))
            : default;
        """);

    private static string Backlog(MessageSpec push) => $"_backlogOf{push.Name}";
}
