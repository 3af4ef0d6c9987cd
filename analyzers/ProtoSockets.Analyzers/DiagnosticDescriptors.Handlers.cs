using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers;

/// <content>Generated handlers: PSOCK4010 to 4013.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>PSOCK4010. {0} is the call, {1} what to do.</summary>
    public static readonly DiagnosticDescriptor BlockingHandler = new(
        DiagnosticIds.BlockingHandler,
        title: "Blocking call in a handler",
        messageFormat: "'{0}' blocks the handler, and with it everything else on this connection: {1}",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The messages of one connection are handled by one worker. While a handler blocks its thread, no other message of the connection is handled, no reply completes, and a thread of the pool is gone.",
        helpLinkUri: HelpLink(DiagnosticIds.BlockingHandler));

    /// <summary>PSOCK4011. {0} is the call, {1} why what it waits for can't come.</summary>
    public static readonly DiagnosticDescriptor WaitsForItself = new(
        DiagnosticIds.WaitsForItself,
        title: "Handler that waits for itself",
        messageFormat: "'{0}' waits for what comes when this handler has ended: {1}",
        ReliabilityCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Where the messages of a connection are handled one after the other, the reply to a call that a handler awaits is behind the handler in the queue. The call ends by its timeout.",
        helpLinkUri: HelpLink(DiagnosticIds.WaitsForItself));

    /// <summary>PSOCK4012. {0} is the call, {1} why it is too late.</summary>
    public static readonly DiagnosticDescriptor MessageAfterTheEnd = new(
        DiagnosticIds.MessageAfterTheEnd,
        title: "Message after the end of its connection",
        messageFormat: "'{0}' comes too late and throws: {1}",
        ReliabilityCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "DisconnectedAsync is called when the peer is gone, or when the connection is another protocol's: nothing can be sent any more. A connection is handed over once.",
        helpLinkUri: HelpLink(DiagnosticIds.MessageAfterTheEnd));

    /// <summary>PSOCK4013. {0} is the request, {1} what its sender gets.</summary>
    public static readonly DiagnosticDescriptor IgnoredRequest = new(
        DiagnosticIds.IgnoredRequest,
        title: "Request that a handler ignores",
        messageFormat: "Nothing is done about '{0}': {1}",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Whoever sent the request waits for what it asked for. A default reply is one with zeros, a reply that never comes is waited for until the call's timeout, and an exception says nothing. Answer it, or refuse it with a reason.",
        helpLinkUri: HelpLink(DiagnosticIds.IgnoredRequest));
}
