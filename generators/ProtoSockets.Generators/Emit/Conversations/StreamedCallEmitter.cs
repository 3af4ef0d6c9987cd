using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>Emits calls that are answered by a stream, or send one.</summary>
internal static class StreamedCallEmitter
{
    /// <summary>Whether a call is one.</summary>
    public static bool IsOne(MessageSpec request) => request.StreamsReplies || request.Takes is not null;

    /// <summary>The parameter for the stream that a request takes, with what separates it from the next; empty where it takes none.</summary>
    public static string Parameter(MessageSpec request) => request.Takes is { } item ? $"{AsyncEnumerableType}<{item}> items, " : string.Empty;

    /// <summary>What the session asks of a call before its handler runs, behind the reading of the message.</summary>
    public static string Condition(MessageSpec message) =>
        message.Takes is { } item ? $" && call.TryTake(out global::ProtoSockets.Runtime.IncomingItems<{item}> items)"
        : message.StreamsReplies ? " && call.TryStream()"
        : string.Empty;

    /// <summary>The call of the session that sends what a handler gives.</summary>
    public static string Answer(MessageSpec message, string call, string handled) =>
        $"{call}.ReplyWith{(message.StreamsReplies ? "Stream" : string.Empty)}({(message.Takes is null ? string.Empty : "items, ")}{handled})";

    /// <summary>Writes the methods of the client.</summary>
    public static void EmitClient(SourceWriter writer, ProtocolSpec protocol, MessageSpec request)
    {
        if (request.StreamsReplies)
        {
            EmitStream(writer, protocol, request, hasTimeout: false);
            EmitStream(writer, protocol, request, hasTimeout: true);
            return;
        }

        EmitCall(writer, request, string.Empty, request.ReplyType!, ErrorOrNone(protocol), hasTimeout: false);
        EmitCall(writer, request, string.Empty, request.ReplyType!, ErrorOrNone(protocol), hasTimeout: true);
        if (protocol.ErrorReply is { } error)
        {
            EmitCall(writer, request, "Try", ResultShape(protocol, request), error.FullName, hasTimeout: false);
            EmitCall(writer, request, "Try", ResultShape(protocol, request), error.FullName, hasTimeout: true);
        }
    }

    private static void EmitStream(SourceWriter writer, ProtocolSpec protocol, MessageSpec request, bool hasTimeout)
    {
        string sends = request.Takes is { } item ? $", and behind it the {See(item)} items as far as the server takes them," : string.Empty;
        writer.Line();
        writer.Lines($$"""
            /// <summary>Sends a {{See(request.FullName)}} when the enumeration starts{{sends}} and enumerates the {{See(request.ReplyType!)}} items that answer it{{(hasTimeout ? string.Empty : ", all within the client's <c>CallTimeout</c>")}}. The server sends no more than are read and fit the window.</summary>
            /// <param name="request">The request.</param>{{ItemsDocs(request)}}{{TimeoutDocs(hasTimeout, "How long the call may take, to the end of the stream; <see cref=\"global::System.Threading.Timeout.InfiniteTimeSpan\"/> is for ever.")}}
            /// <param name="cancellationToken">Ends the enumeration, as leaving it does, and cancels the handler; the connection stays usable.</param>
            /// <returns>The items as they come. The enumeration throws what <c>CallException</c> says, behind the items that came before.</returns>
            [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
            public {{AsyncEnumerableType}}<{{request.ReplyType}}> {{request.Name}}Async({{request.FullName}} request, {{Parameter(request)}}{{TimeoutParameter(hasTimeout)}}{{CancellationTokenType}} cancellationToken = default) =>
                StreamAsync<{{Types(request, ErrorOrNone(protocol))}}>(request, {{ItemsArgument(request)}}{{TimeoutArgument(hasTimeout)}}, cancellationToken);
            """);
    }

    private static void EmitCall(SourceWriter writer, MessageSpec request, string prefix, string result, string error, bool hasTimeout)
    {
        string refused = prefix.Length == 0
            ? "\n/// <exception cref=\"global::ProtoSockets.CallRefusedException\">The server refused, or failed.</exception>"
            : string.Empty;
        writer.Line();
        writer.Lines($$"""
            /// <summary>Sends a {{See(request.FullName)}}, and behind it the {{See(request.Takes!)}} items as far as the server takes them, and waits for {{See(request.ReplyType!)}}{{(hasTimeout ? string.Empty : ", at most for the client's <c>CallTimeout</c>")}}.</summary>
            /// <param name="request">The request.</param>{{ItemsDocs(request)}}{{TimeoutDocs(hasTimeout, "How long the call may take.")}}
            /// <param name="cancellationToken">Ends the wait, and cancels the handler.</param>
            /// <returns>The reply{{(prefix.Length == 0 ? string.Empty : ", or the error of a server that refused")}}. It may come before the last item was sent; the others are not sent then.</returns>
            /// <exception cref="global::ProtoSockets.CallException">The call did not get its reply; the exception's outcome says what is known of it.</exception>{{refused}}
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't, or the reply is malformed.</exception>
            /// <exception cref="global::System.OperationCanceledException">The token was cancelled; the connection stays usable.</exception>
            [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
            public {{ValueTaskType}}<{{result}}> {{prefix}}{{request.Name}}Async({{request.FullName}} request, {{Parameter(request)}}{{TimeoutParameter(hasTimeout)}}{{CancellationTokenType}} cancellationToken = default) =>
                {{prefix}}CallTakingAsync<{{Types(request, error)}}>(request, {{ItemsArgument(request)}}{{TimeoutArgument(hasTimeout)}}, cancellationToken);
            """);
    }

    private static string Types(MessageSpec request, string error) =>
        $"{request.FullName}, {(request.Takes is { } item ? item + ", " : string.Empty)}{request.ReplyType}, {error}";

    private static string ItemsDocs(MessageSpec request) => request.Takes is null ? string.Empty
        : "\n/// <param name=\"items\">The stream to send. What it throws fails the call, and the handler gets to know that the stream has failed.</param>";

    private static string ItemsArgument(MessageSpec request) => request.Takes is null ? string.Empty : "items, ";

    private static string TimeoutDocs(bool hasTimeout, string text) => hasTimeout ? $"\n/// <param name=\"timeout\">{text}</param>" : string.Empty;

    private static string TimeoutParameter(bool hasTimeout) => hasTimeout ? $"{TimeSpanType} timeout, " : string.Empty;

    private static string TimeoutArgument(bool hasTimeout) => hasTimeout ? "timeout" : "CallTimeout";
}
