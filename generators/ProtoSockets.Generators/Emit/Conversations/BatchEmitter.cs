using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>Emits the messages that go ahead of a request and are answered with it.</summary>
internal static class BatchEmitter
{
    public static void Emit(SourceWriter writer, ProtocolSpec protocol, MessageSpec request, MessageSpec reply)
    {
        MessageSpec[] members = [.. protocol.Messages.Where(message => message.AnsweredBy == request.FullName)];
        if (members.Length == 0)
        {
            return;
        }

        string batch = $"{request.Name}Batch";
        writer.Line();
        writer.Lines($$"""
            /// <summary>Sends messages and behind them a {{See(request.FullName)}}, in one piece, when the enumeration starts, and enumerates the replies to all of them, all within the client's <c>CallTimeout</c>.</summary>
            /// <param name="ahead">Writes the messages.</param>
            /// <param name="request">The request behind them.</param>
            /// <param name="cancellationToken">Ends the enumeration; the connection stays usable.</param>
            /// <returns>The replies, the last one included.</returns>
            [global::ProtoSockets.Requires(global::ProtoSockets.SocketState.Connected)]
            public {{AsyncEnumerableType}}<{{request.ReplyType}}> {{request.Name}}Async(global::System.Action<{{batch}}> ahead, {{request.FullName}} request, {{CancellationTokenType}} cancellationToken = default)
            {
                global::System.ArgumentNullException.ThrowIfNull(ahead);
                return CallManyAsync<{{request.FullName}}, {{request.ReplyType}}, {{ErrorOrNone(protocol)}}>(
                    request, static reply => reply.{{reply.Last}}, CallTimeout, cancellationToken, () => ahead(new {{batch}}(this)));
            }

            /// <summary>What goes ahead of a {{See(request.FullName)}} and is answered with it. Nothing of another call comes in between.</summary>
            public readonly ref struct {{batch}}
            """);
        writer.Open();
        writer.Line("private readonly Client _client;");
        writer.Line();
        writer.Line($"internal {batch}(Client client) => _client = client;");
        foreach (MessageSpec message in members)
        {
            writer.Line();
            writer.Lines($$"""
                /// <summary>Adds a {{See(message.FullName)}}.</summary>
                /// <param name="message">The message.</param>
                /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
                public void {{message.Name}}({{message.FullName}} message) => _client.SendAhead(in message);
                """);
        }

        writer.Close();
    }
}
