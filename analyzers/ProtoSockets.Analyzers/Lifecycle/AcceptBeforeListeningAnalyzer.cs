using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2001: a socket or listener accepts although it does not listen.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AcceptBeforeListeningAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.AcceptBeforeListening);
