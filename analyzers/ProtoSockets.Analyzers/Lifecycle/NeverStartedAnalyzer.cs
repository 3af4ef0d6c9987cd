using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2010: a server, listener or client is made and never started.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NeverStartedAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.NeverStarted);
