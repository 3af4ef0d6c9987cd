using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2005: an object is used after it was closed or handed over.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UseAfterCloseAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.UseAfterClose);
