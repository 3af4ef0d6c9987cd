using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers;

/// <content>Reliability and security: PSOCK4xxx.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The category of these rules.</summary>
    public const string ReliabilityCategory = "ProtoSockets.Reliability";

    /// <summary>PSOCK4001. {0} is the size.</summary>
    public static readonly DiagnosticDescriptor AllocationSizedByPeer = new(
        DiagnosticIds.AllocationSizedByPeer,
        title: "Allocation sized by the peer",
        messageFormat: "'{0}' comes from the peer and is not compared with a limit before so much is allocated",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Anybody who can connect chooses the number. A large one exhausts the memory, a negative one throws an OverflowException. Compare it with the most that the protocol allows.",
        helpLinkUri: HelpLink(DiagnosticIds.AllocationSizedByPeer));

    /// <summary>PSOCK4002. {0} is the method.</summary>
    public static readonly DiagnosticDescriptor WaitWithoutToken = new(
        DiagnosticIds.WaitWithoutToken,
        title: "Cancellable wait without a token",
        messageFormat: "'{0}' waits for the peer, as long as that takes: pass a CancellationToken",
        ReliabilityCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A peer that goes away without a word (a cable, a power cut) leaves the operation waiting for ever. A token ends it, by a deadline or when the program stops.",
        helpLinkUri: HelpLink(DiagnosticIds.WaitWithoutToken));

    /// <summary>PSOCK4003. {0} is the timeout, {1} the asynchronous call.</summary>
    public static readonly DiagnosticDescriptor TimeoutWithoutEffect = new(
        DiagnosticIds.TimeoutWithoutEffect,
        title: "Timeout has no effect on async calls",
        messageFormat: "'{0}' bounds synchronous calls only: '{1}' waits as long as it takes",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "SendTimeout and ReceiveTimeout, ReadTimeout and WriteTimeout are options of the blocking calls. Asynchronous ones end by their CancellationToken.",
        helpLinkUri: HelpLink(DiagnosticIds.TimeoutWithoutEffect));

    /// <summary>PSOCK4004. {0} is the method, {1} the stream.</summary>
    public static readonly DiagnosticDescriptor OverlappingWrites = new(
        DiagnosticIds.OverlappingWrites,
        title: "Overlapping writes on one stream",
        messageFormat: "'{0}' begins before an earlier write on '{1}' is done: await the earlier one, or take turns",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A stream carries one write at a time. SslStream throws a NotSupportedException; on other streams the bytes of two messages can get mixed.",
        helpLinkUri: HelpLink(DiagnosticIds.OverlappingWrites));

    /// <summary>PSOCK4005. {0} is the method, {1} the connection.</summary>
    public static readonly DiagnosticDescriptor SendNotObserved = new(
        DiagnosticIds.SendNotObserved,
        title: "Send not observed before close",
        messageFormat: "Nobody waits for '{0}', and '{1}' is closed after it: what is not sent by then is lost",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Closing ends the sends that are under way. What the system had not taken by then never reaches the peer, and nobody is told.",
        helpLinkUri: HelpLink(DiagnosticIds.SendNotObserved));

    /// <summary>PSOCK4006. {0} is the call.</summary>
    public static readonly DiagnosticDescriptor AcceptLoopEnds = new(
        DiagnosticIds.AcceptLoopEnds,
        title: "Accept loop ends on the first error",
        messageFormat: "'{0}' throws when this peer fails, and that ends the loop that accepts all others",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A peer that resets its connection makes the conversation with it throw. Nothing inside of the loop catches that, so that one bad client stops the server.",
        helpLinkUri: HelpLink(DiagnosticIds.AcceptLoopEnds));

    /// <summary>PSOCK4007.</summary>
    public static readonly DiagnosticDescriptor SharedPort = new(
        DiagnosticIds.SharedPort,
        title: "Port sharing on a TCP listener",
        messageFormat: "ReuseAddress lets another process listen on the same port and take a part of the connections",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "On Linux, .NET sets SO_REUSEPORT with ReuseAddress. A stranger of the same user can bind the port too, and the system deals the connections out to both. A port that was used before is free without the option.",
        helpLinkUri: HelpLink(DiagnosticIds.SharedPort));

    /// <summary>PSOCK4008. {0} is the receive.</summary>
    public static readonly DiagnosticDescriptor DatagramLoopEnds = new(
        DiagnosticIds.DatagramLoopEnds,
        title: "Datagram loop ends on a transient error",
        messageFormat: "'{0}' also reports that an earlier datagram was not delivered, and that ends the loop",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The answer 'port unreachable' to an earlier send comes out of a later receive as a SocketException (ConnectionRefused, or ConnectionReset on Windows). The socket goes on working after it.",
        helpLinkUri: HelpLink(DiagnosticIds.DatagramLoopEnds));

    /// <summary>PSOCK4009. {0} is the property, {1} what it really says.</summary>
    public static readonly DiagnosticDescriptor AvailabilityTakenForEnd = new(
        DiagnosticIds.AvailabilityTakenForEnd,
        title: "Availability used as end or liveness",
        messageFormat: "'{0}' {1}",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "DataAvailable and Available say what has arrived by now; a message whose rest is still under way looks finished. Connected says how the last operation went: it is still true after the peer has closed.",
        helpLinkUri: HelpLink(DiagnosticIds.AvailabilityTakenForEnd));

    /// <summary>PSOCK4017. {0} is what accepts.</summary>
    public static readonly DiagnosticDescriptor UncheckedCertificate = new(
        DiagnosticIds.UncheckedCertificate,
        title: "Certificate that nobody looks at",
        messageFormat: "{0} accepts any certificate, so that whoever is on the way can be the peer: trust the authority of the certificate, or compare its fingerprint",
        ReliabilityCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "TLS keeps others out only while the peer has to prove who it is. A callback that does not look at the certificate, or a policy that allows every authority, lets anybody between the two sides answer with a certificate of their own.",
        helpLinkUri: HelpLink(DiagnosticIds.UncheckedCertificate));
}
