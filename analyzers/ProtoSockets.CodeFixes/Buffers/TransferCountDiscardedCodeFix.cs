using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Buffers;

/// <summary>PSOCK3001: fills the whole buffer, or throws. A receive with flags, and a send, are left to their author.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TransferCountDiscardedCodeFix)), Shared]
public sealed class TransferCountDiscardedCodeFix() : TextCodeFix(DiagnosticIds.TransferCountDiscarded)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { Expression: MemberAccessExpressionSyntax access } syntax
            || site.Model.GetOperation(syntax) is not IInvocationOperation call
            || !call.TargetMethod.Name.StartsWith("Receive", StringComparison.Ordinal)
            || ArgumentsOf(syntax, call) is not { } arguments)
        {
            return null;
        }

        string method = call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal) ? "ReadExactlyAsync" : "ReadExactly";
        string stream = NetworkSite.TypeName(site.Model, syntax.SpanStart, "System.Net.Sockets", "NetworkStream");
        return new TextFixPlan("Receive until the buffer is full", "Exactly", new TextChange(syntax.Span, $"new {stream}({access.Expression}).{method}({string.Join(", ", arguments)})"));
    }

    /// <summary>The arguments without the flags; null if the flags say something, or the call has no such form.</summary>
    private static List<string>? ArgumentsOf(InvocationExpressionSyntax syntax, IInvocationOperation call)
    {
        List<string> arguments = [];
        foreach (ArgumentSyntax argument in syntax.ArgumentList.Arguments)
        {
            IParameterSymbol? parameter = call.Arguments.FirstOrDefault(candidate => candidate.Syntax == argument)?.Parameter;
            switch (parameter)
            {
                case null or { RefKind: not RefKind.None } or { Type.Name: "IList" }:
                    return null;
                case { Type.Name: "SocketFlags" }:
                    if (call.Arguments.First(candidate => candidate.Syntax == argument).Value.ConstantValue is not { HasValue: true, Value: 0 })
                    {
                        return null;
                    }

                    break;
                case { Name: "size" } when arguments.Count == 1:
                    arguments.Add("0");
                    arguments.Add(argument.ToString());
                    break;
                default:
                    arguments.Add(argument.ToString());
                    break;
            }
        }

        return arguments;
    }
}
