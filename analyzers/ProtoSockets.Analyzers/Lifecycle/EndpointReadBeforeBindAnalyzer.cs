using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2008: the address is read before the system has chosen it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EndpointReadBeforeBindAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.EndpointReadBeforeBind);
