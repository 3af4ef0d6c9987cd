using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Definitions;

/// <summary>
/// PSOCK1047: a switch over the kind of a union that leaves out a case, and has no default. What the switch takes by a pattern that is more than a constant, or not at all, is not
/// known, and nothing is said.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NonExhaustiveSwitchAnalyzer() : RuleAnalyzer(DiagnosticDescriptors.NonExhaustiveSwitch)
{
    private const string KindName = "CaseKind";
    private const string NoCase = "Unset";

    private protected override void Start(CompilationStartAnalysisContext start)
    {
        if (start.Compilation.GetTypeByMetadataName("ProtoSockets.WireUnionAttribute") is { } union)
        {
            start.RegisterOperationAction(operation => OfStatement(operation, union), OperationKind.Switch);
            start.RegisterOperationAction(operation => OfExpression(operation, union), OperationKind.SwitchExpression);
        }
    }

    private static void OfStatement(OperationAnalysisContext context, INamedTypeSymbol union)
    {
        var statement = (ISwitchOperation)context.Operation;
        if (statement.Syntax is not SwitchStatementSyntax syntax || KindOf(statement.Value.Type, union) is not { } kind)
        {
            return;
        }

        HashSet<object> handled = [];
        foreach (ICaseClauseOperation clause in statement.Cases.SelectMany(static section => section.Clauses))
        {
            bool isKnown = clause switch
            {
                ISingleValueCaseClauseOperation { Value.ConstantValue: { HasValue: true, Value: { } value } } => Handle(handled, value),
                IPatternCaseClauseOperation { Guard: null } pattern => Handle(handled, pattern.Pattern),
                IPatternCaseClauseOperation => true,
                _ => false,
            };
            if (!isKnown)
            {
                return;
            }
        }

        Report(context, kind, handled, syntax.SwitchKeyword.GetLocation());
    }

    private static void OfExpression(OperationAnalysisContext context, INamedTypeSymbol union)
    {
        var expression = (ISwitchExpressionOperation)context.Operation;
        if (expression.Syntax is not SwitchExpressionSyntax syntax || KindOf(expression.Value.Type, union) is not { } kind)
        {
            return;
        }

        HashSet<object> handled = [];
        if (expression.Arms.All(arm => arm.Guard is not null || Handle(handled, arm.Pattern)))
        {
            Report(context, kind, handled, syntax.SwitchKeyword.GetLocation());
        }
    }

    /// <summary>The enum, if it is that of a union.</summary>
    private static INamedTypeSymbol? KindOf(ITypeSymbol? type, INamedTypeSymbol union) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Enum, Name: KindName, ContainingType: { } container } kind
        && container.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, union))
            ? kind
            : null;

    private static bool Handle(HashSet<object> handled, object value)
    {
        handled.Add(value);
        return true;
    }

    /// <summary>Notes what a pattern takes; false when that is not only constants.</summary>
    private static bool Handle(HashSet<object> handled, IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } value } } => Handle(handled, value),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => Handle(handled, either.LeftPattern) && Handle(handled, either.RightPattern),
        _ => false,
    };

    private static void Report(OperationAnalysisContext context, INamedTypeSymbol kind, HashSet<object> handled, Location place)
    {
        string[] missing =
        [
            .. kind.GetMembers().OfType<IFieldSymbol>()
                .Where(field => field is { HasConstantValue: true, ConstantValue: { } value } && field.Name != NoCase && !handled.Contains(value))
                .Select(static field => field.Name),
        ];
        if (missing.Length > 0)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.NonExhaustiveSwitch,
                place,
                ImmutableDictionary<string, string?>.Empty.Add("0", string.Join(",", missing)),
                kind.ContainingType.Name,
                string.Join(", ", missing)));
        }
    }
}
