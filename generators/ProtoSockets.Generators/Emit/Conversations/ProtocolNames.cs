using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Conversations;

/// <summary>The names that the code of a protocol's conversations uses.</summary>
internal static class ProtocolNames
{
    public const string ValueTaskType = "global::System.Threading.Tasks.ValueTask";
    public const string CancellationTokenType = "global::System.Threading.CancellationToken";
    public const string TimeSpanType = "global::System.TimeSpan";
    public const string AsyncEnumerableType = "global::System.Collections.Generic.IAsyncEnumerable";
    public const string ExceptionType = "global::System.Exception";

    /// <summary>In front of a method that handles one kind of message.</summary>
    public const string NotInlined = """
        // Not inlined: in one method, the variables of all kinds would be cleared for each message.
        [global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        """;

    /// <summary>The protocol's struct, which the engine is generic over.</summary>
    public static string Wire(ProtocolSpec protocol) => $"{protocol.Type.FullName}.Wire";

    /// <summary>The type that stands for the error reply where the engine asks for one.</summary>
    public static string ErrorOrNone(ProtocolSpec protocol) => protocol.ErrorReply?.FullName ?? "global::ProtoSockets.Runtime.NoErrorReply";

    /// <summary>What a call of the request brings: the reply, or the reply or silence.</summary>
    public static string ReplyShape(MessageSpec request) =>
        request.Replies == ReplyCount.OneOrNone ? $"global::ProtoSockets.OptionalReply<{request.ReplyType}>" : request.ReplyType!;

    /// <summary>What a call of the request brings when errors are values: the reply shape, or the error.</summary>
    public static string ResultShape(ProtocolSpec protocol, MessageSpec request) =>
        protocol.ErrorReply is { } error ? $"global::ProtoSockets.CallResult<{ReplyShape(request)}, {error.FullName}>" : ReplyShape(request);

    /// <summary>A reference for doc comments.</summary>
    public static string See(string fullName) => $"<see cref=\"{fullName}\"/>";

    /// <summary>The accessibility of the types that mention all messages: no more than the messages' own.</summary>
    public static string Accessibility(ProtocolSpec protocol) =>
        protocol.Messages.All(message => string.Equals(message.Record.Type.Accessibility, "public", StringComparison.Ordinal)) ? "public" : "internal";

    /// <summary>The one-way messages that a side sends.</summary>
    public static IEnumerable<MessageSpec> OneWay(ProtocolSpec protocol, Side from) =>
        protocol.Messages.Where(message => message.Kind == MessageKind.OneWay && (message.From == from || message.From == Side.Both));

    /// <summary>The requests that a side sends.</summary>
    public static IEnumerable<MessageSpec> Requests(ProtocolSpec protocol, Side from) =>
        protocol.Messages.Where(message => message.Kind == MessageKind.Request && (message.From == from || message.From == Side.Both));

    /// <summary>Whether the server sends anything that the client did not ask for.</summary>
    public static bool HasPushes(ProtocolSpec protocol) => OneWay(protocol, Side.Server).Any() || Requests(protocol, Side.Server).Any();

    /// <summary>The message or call as it answers: under the id that its body has, where the header can't tell.</summary>
    public static string Under(MessageSpec request, string call) =>
        request.Correlation is { Offset: null } id ? $"{call}.Under({CorrelationCode.Read(id.Form, $"message.{SymbolReading.Escape(id.Member)}")})" : call;
}
