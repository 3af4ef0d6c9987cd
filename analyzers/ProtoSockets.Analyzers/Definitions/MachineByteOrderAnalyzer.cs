using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Definitions;

/// <summary>
/// PSOCK1005: numbers in the byte order of this machine that the same method sends, or that it reads from what it has received. A method that asks for the byte order,
/// or turns bytes around, knows what it does and is left alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MachineByteOrderAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.MachineByteOrder)
{
    private protected override void Register(CompilationStartAnalysisContext context, NetworkSymbols symbols)
    {
        if (ByteOrderSymbols.TryCreate(context.Compilation, symbols) is { } conversions)
        {
            context.RegisterOperationBlockStartAction(block => Start(block, conversions));
        }
    }

    private static void Start(OperationBlockStartAnalysisContext context, ByteOrderSymbols symbols)
    {
        ByteFlow flow = new(symbols);
        context.RegisterOperationAction(operation => flow.Add(operation.Operation), OperationKind.Invocation, OperationKind.FieldReference);
        context.RegisterOperationBlockEndAction(end =>
        {
            foreach ((IInvocationOperation conversion, bool isSent) in flow.Find())
            {
                end.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticDescriptors.MachineByteOrder,
                    conversion.Syntax.GetLocation(),
                    $"{conversion.TargetMethod.ContainingType.Name}.{conversion.TargetMethod.Name}",
                    isSent ? "is sent" : "was received"));
            }
        });
    }
}
