using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>
/// Emits <c>IViewHandler</c> inside of a message: a handler that takes the message's view. It derives from the protocol's handler interface and implements the method that takes the
/// record, so that a class implements one of the two.
/// </summary>
internal static class ViewHandlerEmitter
{
    /// <summary>Whether a message can be handled as a view. One that says which version is spoken is read as a record: the connection has to learn it.</summary>
    public static bool IsOffered(MessageSpec message) =>
        message.Kind is MessageKind.Request or MessageKind.OneWay
        && message.Takes is null
        && ViewEmitter.HasView(message.Record)
        && !message.Record.Members.Any(member => member.Name == "IViewHandler" || member.ProtocolVersions is not null);

    /// <summary>Whether the server handles it as a view; what both sides send, only the server does.</summary>
    public static bool IsOfferedToServer(MessageSpec message) => IsOffered(message) && message.From != Side.Server;

    public static bool IsOfferedToClient(MessageSpec message) => IsOffered(message) && message.From == Side.Server;

    /// <summary>The name of the field that holds the handler, if it takes the view.</summary>
    public static string Field(MessageSpec message) => "_viewsOf" + message.Name;

    /// <summary>The name of the method that hands a message to it.</summary>
    public static string Method(MessageSpec message) => "View" + message.Name;

    public static string Declaration(MessageSpec message) => $"private readonly {message.FullName}.IViewHandler? {Field(message)};";

    public static string Assignment(MessageSpec message, string handler) => $"{Field(message)} = {handler} as {message.FullName}.IViewHandler;";

    public static void Emit(SourceWriter code, ProtocolSpec protocol, MessageSpec message)
    {
        string handler = $"{protocol.Type.FullName}.{(message.From == Side.Server ? "IClientHandler" : "IServerHandler")}";
        (string partyType, string party) = message.From == Side.Server ? ("Client", "client") : ("Session", "session");
        string type = message switch
        {
            { Kind: MessageKind.OneWay } => ValueTaskType,
            { Replies: ReplyCount.Many } => $"{AsyncEnumerableType}<{message.ReplyType}>",
            _ => $"{ValueTaskType}<{ResultShape(protocol, message)}>",
        };
        string name = message.Kind == MessageKind.OneWay ? "message" : "request";
        string rest = $"{protocol.Type.FullName}.{partyType} {party}, {CancellationTokenType} cancellationToken";
        code.Lines($$"""
            /// <summary>
            /// Handles the message as a view, so that only those members are read that are asked for. A class that implements it needs no method that takes the record.
            /// </summary>
            {{Accessibility(protocol)}} interface IViewHandler : {{handler}}
            {
                /// <summary>The message was received. What of its bytes is wrong is found when it is asked for, and thrown as a <see cref="global::ProtoSockets.WireFormatException"/>, which ends the call as for a record.</summary>
                /// <param name="{{name}}">The message. It does not outlive the call of the method, not even until its task ends: take from it what the task needs.</param>
                /// <param name="{{party}}">Who it is from, to talk to.</param>
                /// <param name="cancellationToken">Cancelled when the conversation ends.</param>
                /// <returns>What the method that takes the record would return.</returns>
                {{type}} {{message.Name}}Async(View {{name}}, {{rest}});

                {{type}} {{handler}}.{{message.Name}}Async({{message.FullName}} {{name}}, {{rest}})
                {
                    {{Known.Reader}} frame = {{Known.Views}}.FrameOf({{name}}, {{Known.Side}}.{{message.From}});
                    if (!{{Known.Views}}.TryCreateFrame(ref frame, out View view))
                    {
                        {{Known.Views}}.Throw(ref frame);
                    }

                    return {{message.Name}}Async(view, {{party}}, cancellationToken);
                }
            }
            """);
    }
}
