using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2007: an option that takes effect in the binding is set after it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BindTimeOptionSetTooLateAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.BindTimeOptionSetTooLate);
