using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Definitions;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4002: passes the one token that is at hand: a variable, a field or a property, or that of a source.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WaitWithoutTokenCodeFix)), Shared]
public sealed class WaitWithoutTokenCodeFix() : DefinitionCodeFix(DiagnosticIds.WaitWithoutToken)
{
    private protected override DefinitionFixPlan? Plan(DefinitionSite site)
    {
        if (site.Call is not { ArgumentList: var list } call || TokenAt(site.Model, call.SpanStart) is not { } token)
        {
            return null;
        }

        string argument = list.Arguments.Count == 0 ? token : ", " + token;
        return new DefinitionFixPlan($"Pass '{token}'", "Token", new TextChange(new TextSpan(list.CloseParenToken.SpanStart, 0), argument));
    }

    private static string? TokenAt(SemanticModel model, int position)
    {
        ISymbol[] candidates =
        [
            .. model.LookupSymbols(position).Where(symbol => TypeOf(symbol) is { Name: "CancellationToken" or "CancellationTokenSource", ContainingNamespace.Name: "Threading" }
                && (symbol is not ILocalSymbol local || local.DeclaringSyntaxReferences.All(reference => reference.Span.End < position))),
        ];
        ISymbol[] tokens = [.. candidates.Where(static symbol => TypeOf(symbol)!.Name == "CancellationToken")];
        return (tokens.Length, candidates.Length) switch
        {
            (1, _) => tokens[0].Name,
            (0, 1) => candidates[0].Name + ".Token",
            _ => null,
        };
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        _ => null,
    };
}
