using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Buffers;

/// <summary>PSOCK3006: keeps one decoder for all chunks of the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ChunkDecodedWithoutStateCodeFix)), Shared]
public sealed class ChunkDecodedWithoutStateCodeFix() : TextCodeFix(DiagnosticIds.ChunkDecodedWithoutState)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { Expression: MemberAccessExpressionSyntax { Expression: var encoding }, ArgumentList.Arguments: { Count: 3 } arguments } call
            || arguments[0].Expression is not IdentifierNameSyntax buffer
            || LoopAround(call) is not { Parent: BlockSyntax } loop)
        {
            return null;
        }

        string decoder = NetworkSite.FreeName(site.Model, loop.SpanStart, "decoder");
        string characters = NetworkSite.FreeName(site.Model, loop.SpanStart, "characters");
        string decoderType = NetworkSite.TypeName(site.Model, loop.SpanStart, "System.Text", "Decoder");
        return new TextFixPlan(
            "Keep one decoder for all chunks",
            "Decoder",
            NetworkSite.InsertBefore(loop, $"{decoderType} {decoder} = {encoding}.GetDecoder();", $"char[] {characters} = new char[{encoding}.GetMaxCharCount({buffer}.Length)];"),
            new TextChange(call.Span, $"new string({characters}, 0, {decoder}.GetChars({buffer}, 0, {arguments[2]}, {characters}, 0))"));
    }

    private static StatementSyntax? LoopAround(SyntaxNode node) =>
        node.FirstAncestorOrSelf<StatementSyntax>(static ancestor => ancestor is WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax);
}
