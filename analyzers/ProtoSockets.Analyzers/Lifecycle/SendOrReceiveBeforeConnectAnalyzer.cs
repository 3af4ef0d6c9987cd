using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2004: a socket or client sends or receives although it has no peer.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SendOrReceiveBeforeConnectAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.SendOrReceiveBeforeConnect);
