using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers;

/// <content>Borrowed memory, of the rules about buffers.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>PSOCK3005. {0} is the value, {1} what it points into, {2} how it gets away. An error where a handler keeps what a message borrows.</summary>
    public static readonly DiagnosticDescriptor BorrowedBufferEscapes = new(
        DiagnosticIds.BorrowedBufferEscapes,
        title: "Borrowed buffer escapes",
        messageFormat: "'{0}' {1} and {2}: the next message overwrites it",
        BuffersCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The bytes, texts and lists of a received message point into the receive buffer until the handler's task ends, and a buffer that is received into again holds the next bytes then. Keep a copy.",
        helpLinkUri: HelpLink(DiagnosticIds.BorrowedBufferEscapes));
}
