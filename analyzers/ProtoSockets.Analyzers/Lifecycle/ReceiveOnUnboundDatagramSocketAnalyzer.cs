using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2003: a datagram socket receives although nobody can send to it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReceiveOnUnboundDatagramSocketAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.ReceiveOnUnboundDatagramSocket);
