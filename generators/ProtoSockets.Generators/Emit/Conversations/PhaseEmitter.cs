using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>Emits what changes a connection in the middle of a conversation: to another protocol, to TLS.</summary>
internal static class PhaseEmitter
{
    public static void EmitClient(SourceWriter writer, ProtocolSpec protocol)
    {
        if (protocol.Phases.HandsOver && HasPushes(protocol))
        {
            writer.Line();
            writer.Line("/// <inheritdoc/>");
            writer.Line("protected override bool HandlesPushes => _handler is not null;");
        }

        if (protocol.Phases.UpgradesToTls)
        {
            writer.Line();
            writer.Lines($$"""
                /// <summary>Encrypts the conversation from here on: call it when the server has agreed to, and before anything else is asked.</summary>
                /// <param name="options">How; null for the defaults. The server's certificate has to have the name that was connected to, unless the options name another.</param>
                /// <param name="cancellationToken">Gives up; the connection is closed then.</param>
                /// <returns>A task that ends when all that follows is encrypted.</returns>
                /// <exception cref="global::ProtoSockets.TlsUpgradeException">Bytes came in clear that must not, or the handshake failed. The connection is closed.</exception>
                /// <exception cref="global::System.InvalidOperationException">A call is in flight, or a message is being waited for.</exception>
                [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
                public global::System.Threading.Tasks.Task UpgradeToTlsAsync(
                    global::System.Net.Security.SslClientAuthenticationOptions? options = null, {{CancellationTokenType}} cancellationToken = default) =>
                    EncryptAsync(options, cancellationToken);
                """);
        }

        foreach (ContinuationSpec next in protocol.Phases.Continuations)
        {
            string handlerDoc = next.HasPushes
                ? "\n/// <param name=\"handler\">Gets what the server sends without being asked; without one, enumerate <c>ReceiveAsync</c>.</param>"
                : string.Empty;
            string handlerParameter = next.HasPushes ? $", {next.FullName}.IClientHandler? handler = null" : string.Empty;
            string handlerArgument = next.HasPushes ? "handler, " : string.Empty;
            writer.Line();
            writer.Lines($$"""
                /// <summary>Goes on as {{See(next.FullName)}} on the same connection, with what has arrived on it already. This client is spent then.</summary>{{handlerDoc}}
                /// <param name="options">How to call; null for this client's.</param>
                /// <param name="cancellationToken">Gives up; the connection is closed then.</param>
                /// <returns>The client that goes on with the connection.</returns>
                /// <exception cref="global::System.InvalidOperationException">A call is in flight, or a message is being waited for.</exception>
                /// <exception cref="global::ProtoSockets.HandedOverException">The connection was handed over already.</exception>
                /// <exception cref="global::ProtoSockets.ConnectionClosedException">The connection has ended.</exception>
                [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
                [global::ProtoSockets.Produces(global::ProtoSockets.SocketState.Closed)]
                {{(next.IsPublic ? "public" : "internal")}} async {{ValueTaskType}}<{{next.FullName}}.Client> ContinueAs{{next.Name}}Async(
                    global::ProtoSockets.ClientOptions? options = null{{handlerParameter}}, {{CancellationTokenType}} cancellationToken = default)
                {
                    global::ProtoSockets.Transports.StreamConnection connection = await DetachAsync("{{next.Name}}", cancellationToken).ConfigureAwait(false);
                    return await {{next.FullName}}.Client.AdoptAsync(connection, options ?? Options, {{handlerArgument}}cancellationToken).ConfigureAwait(false);
                }
                """);
        }
    }

    public static void EmitSession(SourceWriter writer, ProtocolSpec protocol)
    {
        if (protocol.Phases.UpgradesToTls)
        {
            writer.Line();
            writer.Lines($$"""
                /// <summary>
                /// Encrypts the conversation from the end of the handler on that calls this: its answer is the last that is sent in clear. If it also hands the connection
                /// over, the next protocol begins encrypted.
                /// </summary>
                /// <param name="options">The certificate, and how.</param>
                /// <exception cref="global::System.InvalidOperationException">No handler of the session is at work.</exception>
                public void UpgradeToTls(global::System.Net.Security.SslServerAuthenticationOptions options) => EncryptFromHere(options);
                """);
        }

        foreach (ContinuationSpec next in protocol.Phases.Continuations)
        {
            string access = next.IsPublic ? "public" : "internal";
            string summary = $$"""
                /// <summary>
                /// Goes on as {{See(next.FullName)}} from the end of the handler on that calls this, behind its answer and with what has arrived already. This session is
                /// spent then; its <c>DisconnectedAsync</c> gets a <see cref="global::ProtoSockets.HandedOverException"/>.
                /// </summary>
                """;
            const string Exceptions = """
                /// <exception cref="global::System.InvalidOperationException">No handler of the session is at work.</exception>
                /// <exception cref="global::ProtoSockets.HandedOverException">The connection was handed over already.</exception>
                """;
            writer.Line();
            writer.Lines($$"""
                {{summary}}
                /// <param name="handler">The handler of the next protocol.</param>
                {{Exceptions}}
                {{access}} void ContinueAs{{next.Name}}({{next.FullName}}.IServerHandler handler) =>
                    ContinueWith(new {{next.FullName}}.Server(handler, Options));

                {{summary}}
                /// <param name="createHandler">Makes the handler of the next protocol for its session.</param>
                {{Exceptions}}
                {{access}} void ContinueAs{{next.Name}}(global::System.Func<{{next.FullName}}.Session, {{next.FullName}}.IServerHandler> createHandler) =>
                    ContinueWith(new {{next.FullName}}.Server(createHandler, Options));
                """);
        }
    }
}
