using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4001: refuses a number that is negative or larger than a limit. The limit is a guess: the protocol knows a better one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AllocationSizedByPeerCodeFix)), Shared]
public sealed class AllocationSizedByPeerCodeFix() : TextCodeFix(DiagnosticIds.AllocationSizedByPeer)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        SyntaxNode size = site.Node is ArgumentSyntax argument ? argument.Expression : site.Node;
        if (size is not IdentifierNameSyntax variable || site.Model.GetTypeInfo(variable).Type is not { } type || NetworkSite.StatementAround(variable) is not { } statement)
        {
            return null;
        }

        string pattern = type.SpecialType is SpecialType.System_UInt32 or SpecialType.System_UInt64 ? "> 1_048_576" : "is < 0 or > 1_048_576";
        string exception = NetworkSite.TypeName(site.Model, statement.SpanStart, "System.IO", "InvalidDataException");
        return new TextFixPlan(
            $"Refuse '{variable}' above a limit",
            "Limit",
            NetworkSite.InsertBefore(statement, $"if ({variable} {pattern})", "{", $"    throw new {exception}($\"{{{variable}}} is more than this protocol allows.\");", "}", string.Empty));
    }
}
