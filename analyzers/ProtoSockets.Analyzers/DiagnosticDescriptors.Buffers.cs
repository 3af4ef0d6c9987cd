using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers;

/// <content>Buffers and borrowed memory: PSOCK3xxx.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The category of these rules.</summary>
    public const string BuffersCategory = "ProtoSockets.Buffers";

    /// <summary>PSOCK3001. {0} is the method, {1} what it did with the bytes.</summary>
    public static readonly DiagnosticDescriptor TransferCountDiscarded = new(
        DiagnosticIds.TransferCountDiscarded,
        title: "Transfer count discarded",
        messageFormat: "'{0}' returns how many bytes it {1}, which can be fewer than the buffer has: use the count",
        BuffersCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A receive returns as soon as anything is there, and a non-blocking send takes what there is room for. Without the count, nobody knows which bytes of the buffer are meant.",
        helpLinkUri: HelpLink(DiagnosticIds.TransferCountDiscarded));

    /// <summary>PSOCK3002. {0} is the receive, {1} what reads the message.</summary>
    public static readonly DiagnosticDescriptor ReceiveTakenForMessage = new(
        DiagnosticIds.ReceiveTakenForMessage,
        title: "One receive is not one message",
        messageFormat: "'{1}' takes what one '{0}' brings for a whole message: a stream has no borders",
        BuffersCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A stream delivers bytes in order and says nothing of where a message ends. Two sends may arrive in one receive, one send in several. Read until the message is complete: by its length, or by its delimiter.",
        helpLinkUri: HelpLink(DiagnosticIds.ReceiveTakenForMessage));

    /// <summary>PSOCK3003. {0} is the method.</summary>
    public static readonly DiagnosticDescriptor SynchronousCompletionIgnored = new(
        DiagnosticIds.SynchronousCompletionIgnored,
        title: "Synchronous completion ignored",
        messageFormat: "'{0}' returns false when it is done at once, and does not raise Completed then: handle that here",
        BuffersCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An operation with SocketAsyncEventArgs returns true if Completed will be raised and false if it is done already. Whoever ignores the result waits for an event that never comes.",
        helpLinkUri: HelpLink(DiagnosticIds.SynchronousCompletionIgnored));

    /// <summary>PSOCK3004. {0} is the receive, {1} the variable of the count.</summary>
    public static readonly DiagnosticDescriptor EndOfStreamIgnored = new(
        DiagnosticIds.EndOfStreamIgnored,
        title: "Zero-byte receive does not end the loop",
        messageFormat: "This goes on when '{0}' has received nothing: '{1}' is 0 for ever once the peer has closed",
        BuffersCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A receive of zero bytes says that the peer has closed. Every further receive returns zero at once, so that the loop turns without end and takes a whole core.",
        helpLinkUri: HelpLink(DiagnosticIds.EndOfStreamIgnored));

    /// <summary>PSOCK3006. {0} is the encoding.</summary>
    public static readonly DiagnosticDescriptor ChunkDecodedWithoutState = new(
        DiagnosticIds.ChunkDecodedWithoutState,
        title: "Chunk decoded without state",
        messageFormat: "'{0}' decodes each chunk by itself: a character that is cut between two receives is lost",
        BuffersCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Characters of several bytes can arrive in two receives. Each half becomes a replacement character; a Decoder keeps the first half until the second comes.",
        helpLinkUri: HelpLink(DiagnosticIds.ChunkDecodedWithoutState));

    /// <summary>PSOCK3007. {0} is the member, {1} its type, {2} the type that borrows.</summary>
    public static readonly DiagnosticDescriptor AllocatesOnEveryMessage = new(
        DiagnosticIds.AllocatesOnEveryMessage,
        title: "Allocates on every message",
        messageFormat: "'{0}' is a '{1}', which is allocated whenever the message is read: '{2}' borrows the receive buffer",
        BuffersCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "The protocol says that it is free of allocations, and this member is not: owned text and arrays are made anew for each message. Utf8Text, ReadOnlyMemory of bytes and WireList borrow.",
        helpLinkUri: HelpLink(DiagnosticIds.AllocatesOnEveryMessage));
}
