using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2002: a socket listens although it has no address.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ListenBeforeBindAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.ListenBeforeBind);
