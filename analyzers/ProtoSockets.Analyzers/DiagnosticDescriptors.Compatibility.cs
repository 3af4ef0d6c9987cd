using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers;

/// <content>Compatibility: PSOCK5xxx. {0} is the message or member, {1} what differs.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The category of the compatibility rules.</summary>
    public const string CompatibilityCategory = "ProtoSockets.Compatibility";

    /// <summary>PSOCK5001.</summary>
    public static readonly DiagnosticDescriptor WireBreakingChange = new(
        DiagnosticIds.WireBreakingChange,
        title: "Wire-breaking change",
        messageFormat: "'{0}' breaks the wire: {1}",
        CompatibilityCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The project's wire lock holds the layout that peers were built with. They misread what has another one, or miss it. If no peer is left, accept the present layout into the lock.",
        helpLinkUri: HelpLink(DiagnosticIds.WireBreakingChange));

    /// <summary>PSOCK5002. A warning where a line of the lock can't be read, since nothing is checked against it then.</summary>
    public static readonly DiagnosticDescriptor StaleWireLock = new(
        DiagnosticIds.StaleWireLock,
        title: "Lock is missing or stale",
        messageFormat: "'{0}' {1}",
        CompatibilityCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "What the wire lock does not have is not checked. Accept the present layout into it, and commit it with the change.",
        helpLinkUri: HelpLink(DiagnosticIds.StaleWireLock));
}
