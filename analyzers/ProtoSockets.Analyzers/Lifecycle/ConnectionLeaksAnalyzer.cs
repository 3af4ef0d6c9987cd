using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2009: a connection, listener or client is never closed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConnectionLeaksAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.ConnectionLeaks);
