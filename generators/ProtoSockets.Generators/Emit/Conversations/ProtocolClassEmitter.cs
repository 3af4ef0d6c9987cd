using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>Emits what lets code that knows no protocol host one by its class: <c>IProtocolClass</c>.</summary>
internal static class ProtocolClassEmitter
{
    private const string Runtime = "global::ProtoSockets.Runtime";

    public static string Emit(ProtocolSpec protocol) => SourceFile.Beside(protocol.Type, writer =>
    {
        const string Servers = "global::ProtoSockets.Servers";
        bool hasPushes = HasPushes(protocol);
        writer.Open($"{protocol.Type.Declaration} : {Runtime}.IProtocolClass");
        writer.Lines($$"""
            /// <inheritdoc/>
            static {{Runtime}}.ProtocolDescription {{Runtime}}.IProtocolClass.Description => Wire.Description;

            /// <inheritdoc/>
            static global::System.Type {{Runtime}}.IProtocolClass.ServerHandlerType => typeof(IServerHandler);

            /// <inheritdoc/>
            static {{Servers}}.IProtocolServer {{Runtime}}.IProtocolClass.CreateServer(
                global::System.Func<{{Servers}}.IServerSession, object> createHandler, global::ProtoSockets.ServerOptions options) =>
                new Server(session => (IServerHandler)createHandler(session), options);

            /// <inheritdoc/>
            static TResult {{Runtime}}.IProtocolClass.VisitClient<TResult>({{Runtime}}.IProtocolClientVisitor<TResult> visitor) => visitor.Visit<Client>(
                {{(hasPushes ? "typeof(IClientHandler)" : "null")}},
                static (addresses, options, handler, prepare, cancellationToken) => Client.ConnectAsync(addresses, options, {{(hasPushes ? "(IClientHandler?)handler, " : string.Empty)}}prepare, cancellationToken));
            """);
        writer.Close();
    });
}
