using ProtoSockets.Schema;
using static ProtoSockets.Generators.Emit.Conversations.ProtocolNames;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>Emits <c>Group</c>: sessions that are told the same.</summary>
internal static class GroupEmitter
{
    /// <summary>Whether there is something to tell, and the name is free.</summary>
    public static bool IsOffered(ProtocolSpec protocol) => OneWay(protocol, Side.Server).Any() && !protocol.Taken.Contains(OptionalNames.Group);

    public static void Emit(SourceWriter writer, ProtocolSpec protocol)
    {
        writer.Lines($$"""
            /// <summary>Clients of {{See(protocol.Type.FullName)}} that are told the same. Each message is written once for all that speak the same version; who leaves is taken out.</summary>
            {{Accessibility(protocol)}} sealed class Group : global::ProtoSockets.Servers.SessionGroup<{{Wire(protocol)}}>
            """);
        writer.Open();
        bool isFirst = true;
        foreach (MessageSpec message in OneWay(protocol, Side.Server))
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            writer.Lines($$"""
                /// <summary>Sends a {{See(message.FullName)}} to all who are in the group at this moment.</summary>
                /// <param name="message">The message.</param>
                /// <param name="except">Who does not get it; null for nobody.</param>
                /// <param name="cancellationToken">Gives up waiting for slow members.</param>
                /// <returns>A task that ends when the message is on its way to all: at once, unless slow members are waited for.</returns>
                /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
                public {{ValueTaskType}} {{message.Name}}Async({{message.FullName}} message, Session? except = null, {{CancellationTokenType}} cancellationToken = default) =>
                    BroadcastAsync(in message, except, cancellationToken);
                """);
        }

        writer.Close();
    }
}
