using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>Emits what users implement: <c>IServerHandler</c>, and <c>IClientHandler</c> where the server pushes anything.</summary>
internal static class HandlerEmitter
{
    public static void EmitServerHandler(SourceWriter writer, ProtocolSpec protocol)
    {
        writer.Lines($$"""
            /// <summary>Handles what clients of the {{See(protocol.Type.FullName)}} protocol send. Methods are called from the thread pool, for any number of sessions at a time.</summary>
            {{Accessibility(protocol)}} partial interface IServerHandler
            """);
        writer.Open();
        writer.Lines($$"""
            /// <summary>A client is there. Its messages are handled once the task has ended.</summary>
            /// <param name="session">The client.</param>
            /// <param name="cancellationToken">Cancelled when the conversation ends.</param>
            /// <returns>A task that ends when the client may talk.</returns>
            {{ValueTaskType}} ConnectedAsync(Session session, {{CancellationTokenType}} cancellationToken) => default;

            /// <summary>A client is gone.</summary>
            /// <param name="session">The client.</param>
            /// <param name="reason">Why, or null when it closed in good order.</param>
            /// <returns>A task that ends when all is tidied up.</returns>
            {{ValueTaskType}} DisconnectedAsync(Session session, {{ExceptionType}}? reason) => default;
            """);
        foreach (MessageSpec request in Requests(protocol, Side.Client))
        {
            writer.Line();
            EmitRequest(writer, protocol, request, isServer: true);
        }

        foreach (MessageSpec message in OneWay(protocol, Side.Client))
        {
            writer.Line();
            writer.Lines($$"""
                /// <summary>A client sent a {{See(message.FullName)}}, which gets no answer.</summary>
                /// <param name="message">The message; what it borrows is valid until the task ends.</param>
                /// <param name="session">The client.</param>
                /// <param name="cancellationToken">Cancelled when the conversation ends.</param>
                /// <returns>A task that ends when the message is handled.</returns>
                {{ValueTaskType}} {{message.Name}}Async({{message.FullName}} message, Session session, {{CancellationTokenType}} cancellationToken);
                """);
        }

        if (protocol.ErrorReply is { } error)
        {
            writer.Line();
            writer.Lines($$"""
                /// <summary>A client sent a request that the protocol does not declare.</summary>
                /// <param name="messageId">Its message id.</param>
                /// <param name="session">The client.</param>
                /// <returns>The answer, or null to close the connection.</returns>
                {{error.FullName}}? OnUnknownRequest(long messageId, Session session) => null;

                /// <summary>A request could not be answered: its handler threw, or its bytes are malformed.</summary>
                /// <param name="exception">What the handler threw, or a <see cref="global::ProtoSockets.WireFormatException"/> that says what is malformed.</param>
                /// <param name="session">The client.</param>
                /// <returns>The answer, or null to close the connection.</returns>
                {{error.FullName}}? OnFailure({{ExceptionType}} exception, Session session) => null;
                """);
        }

        writer.Close();
    }

    public static void EmitClientHandler(SourceWriter writer, ProtocolSpec protocol)
    {
        writer.Lines($$"""
            /// <summary>Handles what the server of the {{See(protocol.Type.FullName)}} protocol sends without being asked. Methods are called one at a time, in order.</summary>
            {{Accessibility(protocol)}} partial interface IClientHandler
            """);
        writer.Open();
        bool isFirst = true;
        foreach (MessageSpec request in Requests(protocol, Side.Server))
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            EmitRequest(writer, protocol, request, isServer: false);
        }

        foreach (MessageSpec message in OneWay(protocol, Side.Server))
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            writer.Lines($$"""
                /// <summary>The server sent a {{See(message.FullName)}}.</summary>
                /// <param name="message">The message; what it borrows is valid until the task ends.</param>
                /// <param name="client">The client that received it.</param>
                /// <param name="cancellationToken">Cancelled when the conversation ends.</param>
                /// <returns>A task that ends when the message is handled; the next one is handled then.</returns>
                {{ValueTaskType}} {{message.Name}}Async({{message.FullName}} message, Client client, {{CancellationTokenType}} cancellationToken);
                """);
        }

        writer.Close();
    }

    private static void EmitRequest(SourceWriter writer, ProtocolSpec protocol, MessageSpec request, bool isServer)
    {
        string answer = request.Replies switch
        {
            ReplyCount.Many when request.StreamsReplies => "The items of the answer. The next one is asked for when the client has room for it.",
            ReplyCount.Many => "The replies, the last one included, as they come.",
            ReplyCount.OneOrNone => "The reply, or <c>default</c> for silence.",
            _ => "The reply.",
        };
        string refusal = protocol.ErrorReply is { } error && request.Replies != ReplyCount.Many ? $" Or a {See(error.FullName)}, as it is." : string.Empty;
        string items = request.Takes is { } item
            ? $"\n/// <param name=\"items\">The {See(item)} items that come behind it, to be read once, until the task ends. What is not read is not sent.</param>"
            : string.Empty;
        string cancelled = isServer && protocol.UsesEnvelope
            ? "Cancelled when the answer has nowhere to go: the caller has cancelled the call, its deadline has passed, or the conversation has ended."
            : "Cancelled when the conversation ends.";
        string type = request.Replies == ReplyCount.Many ? $"{AsyncEnumerableType}<{request.ReplyType}>" : $"{ValueTaskType}<{ResultShape(protocol, request)}>";
        writer.Lines($$"""
            /// <summary>{{(isServer ? "A client" : "The server")}} sent a {{See(request.FullName)}} and waits for {{See(request.ReplyType!)}}.</summary>
            /// <param name="request">The request; what it borrows is valid until the task ends.</param>{{items}}
            /// <param name="{{(isServer ? "session" : "client")}}">The client{{(isServer ? string.Empty : " that received it")}}.</param>
            /// <param name="cancellationToken">{{cancelled}}</param>
            /// <returns>{{answer}}{{refusal}}</returns>
            {{type}} {{request.Name}}Async({{request.FullName}} request, {{StreamedCallEmitter.Parameter(request)}}{{(isServer ? "Session session" : "Client client")}}, {{CancellationTokenType}} cancellationToken);
            """);
    }
}
