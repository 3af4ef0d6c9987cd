using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Definitions;

/// <summary>
/// PSOCK1005: numbers in the byte order of this machine that the same method sends, or that it reads from what it has received. A method that asks for the byte order,
/// or turns bytes around, knows what it does and is left alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MachineByteOrderAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.MachineByteOrder)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols)
    {
        if (ByteOrderSymbols.TryCreate(registry.Compilation, symbols) is { } conversions)
        {
            registry.OnMembers((context, member) => Look(context, member, conversions));
        }
    }

    private static void Look(OperationBlockAnalysisContext context, MemberOperations member, ByteOrderSymbols symbols)
    {
        foreach ((IInvocationOperation conversion, bool isSent) in new ByteFlow(symbols, member).Find())
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.MachineByteOrder,
                conversion.Syntax.GetLocation(),
                $"{conversion.TargetMethod.ContainingType.Name}.{conversion.TargetMethod.Name}",
                isSent ? "is sent" : "was received"));
        }
    }
}
