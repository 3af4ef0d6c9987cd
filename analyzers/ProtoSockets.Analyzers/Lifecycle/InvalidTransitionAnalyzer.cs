using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>PSOCK2006: a step of the life cycle that is not possible any more, such as a second Bind.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InvalidTransitionAnalyzer() : LifecycleAnalyzer(DiagnosticDescriptors.InvalidTransition);
