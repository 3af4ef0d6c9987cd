using ProtoSockets.Generators.Emit.Views;
using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>Emits <c>Server</c>, which hands out sessions, and <c>Session</c>, which dispatches what its client sends.</summary>
internal static class ServerEmitter
{
    public static void EmitServer(SourceWriter writer, ProtocolSpec protocol)
    {
        string wire = Wire(protocol);
        const string Options = "global::ProtoSockets.ServerOptions";
        const string CreateHandler = "global::System.Func<Session, IServerHandler>";
        writer.Lines($$"""
            /// <summary>
            /// A server of the {{See(protocol.Type.FullName)}} protocol: a switchboard. Create it, <c>Bind</c> it, <c>RunAsync</c> it; cancelling the token of the latter stops it in good order.
            /// </summary>
            {{Accessibility(protocol)}} sealed partial class Server : global::ProtoSockets.Servers.ProtocolServer<{{wire}}>
            {
                private readonly {{CreateHandler}} _createHandler;

                /// <summary>Makes a server with one handler for all clients.</summary>
                /// <param name="handler">The handler.</param>
                /// <param name="options">How to bind, and what to grant clients; null for the defaults.</param>
                [global::ProtoSockets.Produces(global::ProtoSockets.SocketState.Created)]
                public Server(IServerHandler handler, {{Options}}? options = null)
                    : this(_ => handler, options) => global::System.ArgumentNullException.ThrowIfNull(handler);

                /// <summary>Makes a server with a handler for each client, which can keep the state of its conversation.</summary>
                /// <param name="createHandler">Makes the handler of a client.</param>
                /// <param name="options">How to bind, and what to grant clients; null for the defaults.</param>
                [global::ProtoSockets.Produces(global::ProtoSockets.SocketState.Created)]
                public Server({{CreateHandler}} createHandler, {{Options}}? options = null)
                    : base(options ?? {{Options}}.Default) =>
                    _createHandler = createHandler ?? throw new global::System.ArgumentNullException(nameof(createHandler));

                /// <inheritdoc/>
                protected override global::ProtoSockets.Servers.ServerSession<{{wire}}> CreateSession(global::ProtoSockets.Servers.ServerPeer<{{wire}}> peer) =>
                    new Session(peer, _createHandler);
            }
            """);
    }

    public static void EmitSession(SourceWriter writer, ProtocolSpec protocol)
    {
        string wire = Wire(protocol);
        writer.Lines($$"""
            /// <summary>One client of a {{See(protocol.Type.FullName)}} server.</summary>
            {{Accessibility(protocol)}} sealed partial class Session : global::ProtoSockets.Servers.ServerSession<{{wire}}>
            """);
        writer.Open();
        MessageSpec[] viewed = [.. Requests(protocol, Side.Client).Concat(OneWay(protocol, Side.Client)).Where(ViewHandlerEmitter.IsOfferedToServer)];
        writer.Line("private readonly IServerHandler _handler;");
        foreach (MessageSpec message in viewed)
        {
            writer.Line(ViewHandlerEmitter.Declaration(message));
        }

        writer.Line();
        writer.Line($"internal Session(global::ProtoSockets.Servers.ServerPeer<{wire}> peer, global::System.Func<Session, IServerHandler> createHandler)");
        writer.Line("    : base(peer)");
        writer.Open();
        writer.Line("_handler = createHandler(this);");
        foreach (MessageSpec message in viewed)
        {
            writer.Line(ViewHandlerEmitter.Assignment(message, "_handler"));
        }

        writer.Close();
        foreach (MessageSpec request in Requests(protocol, Side.Server))
        {
            EmitCall(writer, request, string.Empty, request.ReplyType!, ErrorOrNone(protocol));
            if (protocol.ErrorReply is { } error)
            {
                EmitCall(writer, request, "Try", ResultShape(protocol, request), error.FullName);
            }
        }

        foreach (MessageSpec message in OneWay(protocol, Side.Server))
        {
            writer.Line();
            writer.Lines($$"""
                /// <summary>Sends a {{See(message.FullName)}} to the client.</summary>
                /// <param name="message">The message.</param>
                /// <param name="cancellationToken">Gives up waiting for room to send it.</param>
                /// <returns>A task that ends when the message is on its way. That it arrives is not known.</returns>
                /// <exception cref="global::ProtoSockets.ConnectionClosedException">The connection has ended.</exception>
                /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
                public {{ValueTaskType}} {{message.Name}}Async({{message.FullName}} message, {{CancellationTokenType}} cancellationToken = default) =>
                    SendAsync(in message, cancellationToken);
                """);
        }

        PhaseEmitter.EmitSession(writer, protocol);
        writer.Line();
        EmitDispatch(writer, protocol);
        writer.Line();
        EmitFailure(writer, protocol);
        writer.Line();
        writer.Lines($$"""
            /// <inheritdoc/>
            protected override {{ValueTaskType}} DispatchConnectedAsync() => _handler.ConnectedAsync(this, Closed);

            /// <inheritdoc/>
            protected override {{ValueTaskType}} DispatchDisconnectedAsync({{ExceptionType}}? reason) => _handler.DisconnectedAsync(this, reason);
            """);
        writer.Close();
    }

    private static void EmitCall(SourceWriter writer, MessageSpec request, string prefix, string result, string error)
    {
        string types = $"{request.FullName}, {request.ReplyType}, {error}";
        writer.Line();
        writer.Lines($$"""
            /// <summary>Sends a {{See(request.FullName)}} to the client and waits for {{See(request.ReplyType!)}}, at most for the server's <c>CallTimeout</c>.</summary>
            /// <param name="request">The request.</param>
            /// <param name="cancellationToken">Ends the wait.</param>
            /// <returns>The reply.</returns>
            /// <exception cref="global::ProtoSockets.CallException">The call did not get its reply; the exception's outcome says what is known of it.</exception>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't, or the reply is malformed.</exception>
            /// <exception cref="global::System.OperationCanceledException">The token was cancelled; the connection stays usable.</exception>
            public {{ValueTaskType}}<{{result}}> {{prefix}}{{request.Name}}Async({{request.FullName}} request, {{CancellationTokenType}} cancellationToken = default) =>
                {{prefix}}CallAsync<{{types}}>(in request, CallTimeout, cancellationToken);

            /// <summary>Sends a {{See(request.FullName)}} to the client and waits for {{See(request.ReplyType!)}}.</summary>
            /// <param name="request">The request.</param>
            /// <param name="timeout">How long the call may take.</param>
            /// <param name="cancellationToken">Ends the wait.</param>
            /// <returns>The reply.</returns>
            /// <exception cref="global::ProtoSockets.CallException">The call did not get its reply; the exception's outcome says what is known of it.</exception>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't, or the reply is malformed.</exception>
            /// <exception cref="global::System.OperationCanceledException">The token was cancelled; the connection stays usable.</exception>
            public {{ValueTaskType}}<{{result}}> {{prefix}}{{request.Name}}Async({{request.FullName}} request, {{TimeSpanType}} timeout, {{CancellationTokenType}} cancellationToken = default) =>
                {{prefix}}CallAsync<{{types}}>(in request, timeout, cancellationToken);
            """);
    }

    private static void EmitDispatch(SourceWriter writer, ProtocolSpec protocol)
    {
        MessageSpec[] incoming = [.. Requests(protocol, Side.Client), .. OneWay(protocol, Side.Client)];
        writer.Line("/// <inheritdoc/>");
        writer.Line($"protected override void Dispatch(in global::ProtoSockets.Runtime.IncomingCall<{Wire(protocol)}> call)");
        writer.Open();
        if (incoming.Length == 1 && !incoming[0].RouteIds.Any())
        {
            EmitMessage(writer, incoming[0]);
        }
        else
        {
            writer.Line("switch (call.MessageId)");
            writer.Open();
            foreach (MessageSpec message in incoming.Where(message => message.RouteIds.Any()))
            {
                foreach (long id in message.RouteIds)
                {
                    writer.Line($"case {id}:");
                }

                writer.Line($"    Handle{message.Name}(in call);");
                writer.Line("    break;");
                writer.Line();
            }

            writer.Line("default:");
            writer.Open();
            EmitUnknown(writer, protocol);
            writer.Line("break;");
            writer.Close();
            writer.Close();
        }

        writer.Close();
        foreach (MessageSpec message in incoming.Where(message => message.RouteIds.Any()))
        {
            EmitHandle(writer, protocol, message);
        }

        foreach (MessageSpec message in incoming.Where(ViewHandlerEmitter.IsOfferedToServer))
        {
            EmitView(writer, protocol, message);
        }
    }

    private static void EmitHandle(SourceWriter writer, ProtocolSpec protocol, MessageSpec message)
    {
        writer.Line();
        writer.Lines(NotInlined);
        writer.Line($"private void Handle{message.Name}(in global::ProtoSockets.Runtime.IncomingCall<{Wire(protocol)}> call)");
        writer.Open();
        EmitMessage(writer, message);
        writer.Close();
    }

    private static void EmitMessage(SourceWriter writer, MessageSpec message)
    {
        if (ViewHandlerEmitter.IsOfferedToServer(message))
        {
            writer.Lines($$"""
                if ({{ViewHandlerEmitter.Field(message)}} is not null && !call.IsIntercepted)
                {
                    {{ViewHandlerEmitter.Method(message)}}(in call);
                    return;
                }

                """);
        }

        writer.Lines($$"""
            if (call.TryRead(out {{message.FullName}} message){{StreamedCallEmitter.Condition(message)}})
            {
                {{Answer(message, "_handler")}};
            }
            """);
    }

    /// <summary>Hands a message to a handler that takes its view.</summary>
    private static void EmitView(SourceWriter writer, ProtocolSpec protocol, MessageSpec message)
    {
        writer.Line();
        writer.Lines(NotInlined);
        writer.Line($"private void {ViewHandlerEmitter.Method(message)}(in global::ProtoSockets.Runtime.IncomingCall<{Wire(protocol)}> call)");
        writer.Open();
        writer.Lines($$"""
            if (call.TryView(out {{message.FullName}}.View message){{StreamedCallEmitter.Condition(message)}})
            {
                {{Answer(message, ViewHandlerEmitter.Field(message) + "!")}};
            }
            """);
        writer.Close();
    }

    /// <summary>The expression of the tag that a request gives. A view has the wire members only.</summary>
    private static string TagOf(MessageSpec message, CallTagSpec tag, bool isView)
    {
        bool isOnWire = message.Record.Members.Any(member => member.Name == tag.Name);
        string value = !isView ? $"message.{SymbolReading.Escape(tag.Name)}"
            : isOnWire ? "message." + ViewEmitter.PropertyOf(message.Record.Members.First(member => member.Name == tag.Name))
            : $"message.ToRecord().{SymbolReading.Escape(tag.Name)}";
        return tag.IsBoolean ? $"{value} ? 1 : 0" : $"unchecked((long){value})";
    }

    private static string Answer(MessageSpec message, string handler)
    {
        string call = message.CallTag is { } tag ? $"call.WithTag({TagOf(message, tag, isView: handler != "_handler")})" : "call";
        string handled = $"{handler}.{message.Name}Async(message, {(message.Takes is null ? string.Empty : "items, ")}this, call.Cancellation)";
        return message switch
        {
            { Kind: MessageKind.OneWay } => $"call.Complete({handled})",
            _ when StreamedCallEmitter.IsOne(message) => StreamedCallEmitter.Answer(message, call, handled),
            { Replies: ReplyCount.Many } => $"{Under(message, call)}.ReplyWithMany({handled})",
            _ => $"{Under(message, call)}.ReplyWith({handled})",
        };
    }

    private static void EmitUnknown(SourceWriter writer, ProtocolSpec protocol)
    {
        if (protocol.ErrorReply is null)
        {
            writer.Line("call.RefuseUnknown();");
            return;
        }

        writer.Lines("""
            if (_handler.OnUnknownRequest(call.MessageId, this) is { } error)
            {
                call.Refuse(in error);
            }
            else
            {
                call.RefuseUnknown();
            }

            """);
    }

    private static void EmitFailure(SourceWriter writer, ProtocolSpec protocol)
    {
        string exception = ExceptionType;
        writer.Line("/// <inheritdoc/>");
        string signature = $"protected override void DispatchFailure(in global::ProtoSockets.Runtime.IncomingCall<{Wire(protocol)}> call, {exception} exception)";
        if (protocol.ErrorReply is not { } error)
        {
            writer.Line($"{signature} => call.RefuseFailed(exception);");
            return;
        }

        writer.Line(signature);
        writer.Open();
        writer.Lines($$"""
            if (call.ExpectsReply && exception is global::ProtoSockets.CallRefusedException { Error: {{error.FullName}} refusal })
            {
                call.Refuse(in refusal);
            }
            else if (call.ExpectsReply && _handler.OnFailure(exception, this) is { } error)
            {
                call.Refuse(in error);
            }
            else
            {
                call.RefuseFailed(exception);
            }
            """);
        writer.Close();
    }
}
