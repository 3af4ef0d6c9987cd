using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers;

/// <content>The life cycle: PSOCK2xxx. {0} is the object as written in the code, {1} its use, {2} the state that the object is in.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The category of the life-cycle rules.</summary>
    public const string LifecycleCategory = "ProtoSockets.Lifecycle";

    /// <summary>PSOCK2001.</summary>
    public static readonly DiagnosticDescriptor AcceptBeforeListening = new(
        DiagnosticIds.AcceptBeforeListening,
        title: "Accept before listening",
        messageFormat: "'{1}' accepts before '{0}' listens: here it is {2}",
        LifecycleCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Nobody can connect to a socket that does not listen, so accepting throws an InvalidOperationException. Bind it and listen (or start the listener) first.",
        helpLinkUri: HelpLink(DiagnosticIds.AcceptBeforeListening));

    /// <summary>PSOCK2002.</summary>
    public static readonly DiagnosticDescriptor ListenBeforeBind = new(
        DiagnosticIds.ListenBeforeBind,
        title: "Listen before bind",
        messageFormat: "'{1}' listens before '{0}' is bound to an address: here it is {2}",
        LifecycleCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A listener needs an address. Windows refuses to listen without one; Linux listens on a random port of every interface that nobody was told about, and accepting throws.",
        helpLinkUri: HelpLink(DiagnosticIds.ListenBeforeBind));

    /// <summary>PSOCK2003.</summary>
    public static readonly DiagnosticDescriptor ReceiveOnUnboundDatagramSocket = new(
        DiagnosticIds.ReceiveOnUnboundDatagramSocket,
        title: "Receive on an unbound datagram socket",
        messageFormat: "'{1}' receives before '{0}' has an address that datagrams could be sent to: here it is {2}",
        LifecycleCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A datagram socket gets its address from Bind, from Connect or from its first send. Before that, receiving throws or waits for ever.",
        helpLinkUri: HelpLink(DiagnosticIds.ReceiveOnUnboundDatagramSocket));

    /// <summary>PSOCK2004.</summary>
    public static readonly DiagnosticDescriptor SendOrReceiveBeforeConnect = new(
        DiagnosticIds.SendOrReceiveBeforeConnect,
        title: "Send or receive before connect",
        messageFormat: "'{1}' needs a connection, but '{0}' is {2} here",
        LifecycleCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Without a connection there is no peer, so sending and receiving throw a SocketException. Connect first, use the socket that Accept returned, or send to an explicit address.",
        helpLinkUri: HelpLink(DiagnosticIds.SendOrReceiveBeforeConnect));

    /// <summary>PSOCK2005.</summary>
    public static readonly DiagnosticDescriptor UseAfterClose = new(
        DiagnosticIds.UseAfterClose,
        title: "Use after close",
        messageFormat: "'{1}' is used after '{0}' was {2}",
        LifecycleCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Nothing but closing again is allowed on a closed object; everything else throws an ObjectDisposedException.",
        helpLinkUri: HelpLink(DiagnosticIds.UseAfterClose));

    /// <summary>PSOCK2006.</summary>
    public static readonly DiagnosticDescriptor InvalidTransition = new(
        DiagnosticIds.InvalidTransition,
        title: "Invalid transition",
        messageFormat: "'{1}' always fails here: '{0}' is {2}",
        LifecycleCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A socket is bound once and then either listens or connects. A second Bind, a Connect on a listener or on a connected stream socket always throws: use a new socket.",
        helpLinkUri: HelpLink(DiagnosticIds.InvalidTransition));

    /// <summary>PSOCK2007. A warning where the option is accepted and has no effect on the binding that happened already.</summary>
    public static readonly DiagnosticDescriptor BindTimeOptionSetTooLate = new(
        DiagnosticIds.BindTimeOptionSetTooLate,
        title: "Bind-time option set too late",
        messageFormat: "'{1}' has to be set before the binding, but '{0}' is {2} here",
        LifecycleCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Some options say how the address is taken. Once it is taken they throw or, like ReuseAddress, are accepted and come too late for this socket's own binding.",
        helpLinkUri: HelpLink(DiagnosticIds.BindTimeOptionSetTooLate));

    /// <summary>PSOCK2008.</summary>
    public static readonly DiagnosticDescriptor EndpointReadBeforeBind = new(
        DiagnosticIds.EndpointReadBeforeBind,
        title: "Endpoint read before bind",
        messageFormat: "'{1}' holds no real address yet: '{0}' is {2} here",
        LifecycleCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The system chooses the address when the socket is bound, started or connected. Before that, the property is null or has port 0.",
        helpLinkUri: HelpLink(DiagnosticIds.EndpointReadBeforeBind));

    /// <summary>PSOCK2009.</summary>
    public static readonly DiagnosticDescriptor ConnectionLeaks = new(
        DiagnosticIds.ConnectionLeaks,
        title: "Connection leaks",
        messageFormat: "'{0}' is never closed: it stays open until the garbage collector finds it",
        LifecycleCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "No path closes the object or gives it to anybody who could. The peer waits for an end that comes with the next garbage collection, as a reset. Declare it with using, or close it.",
        helpLinkUri: HelpLink(DiagnosticIds.ConnectionLeaks));

    /// <summary>PSOCK2010.</summary>
    public static readonly DiagnosticDescriptor NeverStarted = new(
        DiagnosticIds.NeverStarted,
        title: "Server or client never started",
        messageFormat: "'{0}' is {2} and never started: nothing happens without '{1}'",
        LifecycleCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The object is made and perhaps bound, and no path starts it or gives it to anybody who could. A server that does not run answers nobody.",
        helpLinkUri: HelpLink(DiagnosticIds.NeverStarted));
}
