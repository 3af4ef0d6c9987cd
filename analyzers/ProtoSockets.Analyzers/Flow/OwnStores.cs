using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// Constructors and methods of the compilation that keep what they are given, each read once: a parameter that goes, as it is and on every path, into a field or property of its own type,
/// or into a collection in one. What else they may do with it is not known, and says nothing.
/// </summary>
internal sealed class OwnStores
{
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<int>> _kept = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a constructor or method keeps an argument.</summary>
    /// <param name="method">The constructor or method.</param>
    /// <param name="parameter">The parameter that the argument is for.</param>
    /// <returns>True if it does.</returns>
    public bool Keeps(IMethodSymbol method, IParameterSymbol parameter) =>
        method.OriginalDefinition is { DeclaringSyntaxReferences.Length: 1, IsAsync: false, IsStatic: false, IsAbstract: false, IsVirtual: false, IsOverride: false } definition
        && _kept.GetOrAdd(definition, static candidate => [.. KeptBy(candidate)]).Contains(parameter.Ordinal);

    private static IEnumerable<int> KeptBy(IMethodSymbol method)
    {
        SyntaxNode node = method.DeclaringSyntaxReferences[0].GetSyntax();
        return node switch
        {
            TypeDeclarationSyntax type => KeptByPrimaryConstructor(method, type),
            ConstructorDeclarationSyntax constructor => StatementsOf(constructor).SelectMany(expression => KeptBy(method, expression)),
            // What a method goes on to do may be all that it keeps it for.
            MethodDeclarationSyntax declaration when declaration.DescendantNodes().OfType<InvocationExpressionSyntax>().All(call => KeptBy(method, call).Any()) =>
                StatementsOf(declaration).SelectMany(expression => KeptBy(method, expression)),
            _ => [],
        };
    }

    /// <summary>The expressions that are run whatever happens: statements of the body itself.</summary>
    private static IReadOnlyList<ExpressionSyntax> StatementsOf(BaseMethodDeclarationSyntax method) => method switch
    {
        { Body: { } block } when !block.DescendantNodes().Any(static node => node is ReturnStatementSyntax or LocalDeclarationStatementSyntax or GotoStatementSyntax) =>
            [.. block.Statements.OfType<ExpressionStatementSyntax>().Select(static statement => statement.Expression)],
        { ExpressionBody: { } arrow } => [arrow.Expression],
        _ => [],
    };

    private static IEnumerable<int> KeptBy(IMethodSymbol method, ExpressionSyntax expression)
    {
        switch (expression)
        {
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var target, Right: var value }
                when ParameterIn(method, value) is { } parameter && StoreOf(method, target) is { } type && SymbolEqualityComparer.Default.Equals(type, parameter.Type):
                return [parameter.Ordinal];
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var collection, Name.Identifier.ValueText: var name }, ArgumentList.Arguments: var arguments }
                when BorrowSymbols.IsKeeping(name) && StoreOf(method, collection) is INamedTypeSymbol type && BorrowSymbols.IsCollection(type):
                return arguments.Select(argument => ParameterIn(method, argument.Expression)).OfType<IParameterSymbol>()
                    .Where(parameter => type.TypeArguments.Contains(parameter.Type, SymbolEqualityComparer.Default)).Select(static parameter => parameter.Ordinal);
            default:
                return [];
        }
    }

    /// <summary>A parameter of a type is kept where a member begins with it, and where a member's code uses it.</summary>
    private static IEnumerable<int> KeptByPrimaryConstructor(IMethodSymbol constructor, TypeDeclarationSyntax type)
    {
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            if (constructor.ContainingType.GetMembers(parameter.Name).IsEmpty && type.Members.Any(member => BeginsWith(member, parameter) || Captures(member, parameter)))
            {
                yield return parameter.Ordinal;
            }
        }

        bool BeginsWith(MemberDeclarationSyntax member, IParameterSymbol parameter) => member switch
        {
            PropertyDeclarationSyntax { Initializer.Value: IdentifierNameSyntax value } property => Stores(property.Identifier.ValueText, value, parameter),
            FieldDeclarationSyntax field => field.Declaration.Variables.Any(variable => variable.Initializer?.Value is IdentifierNameSyntax value && Stores(variable.Identifier.ValueText, value, parameter)),
            _ => false,
        };

        bool Stores(string name, IdentifierNameSyntax value, IParameterSymbol parameter) =>
            value.Identifier.ValueText == parameter.Name && SymbolEqualityComparer.Default.Equals(TypeOf(constructor.ContainingType, name), parameter.Type);
    }

    /// <summary>Whether code that runs after the constructor uses its parameter, which is then a field. What declares the same name may use that one.</summary>
    private static bool Captures(MemberDeclarationSyntax member, IParameterSymbol parameter)
    {
        if (member is not (MethodDeclarationSyntax or PropertyDeclarationSyntax { Initializer: null }) || member.Modifiers.Any(SyntaxKind.StaticKeyword))
        {
            return false;
        }

        bool isUsed = false;
        foreach (SyntaxToken token in member.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == parameter.Name)
            {
                if (token.Parent is not IdentifierNameSyntax { Parent: not (MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax) } name
                    || (name.Parent is MemberAccessExpressionSyntax access && access.Name == name))
                {
                    return false;
                }

                isUsed = true;
            }
        }

        return isUsed;
    }

    private static IParameterSymbol? ParameterIn(IMethodSymbol method, ExpressionSyntax value) =>
        value is IdentifierNameSyntax { Identifier.ValueText: var name } ? method.Parameters.FirstOrDefault(parameter => parameter.Name == name && parameter.RefKind == RefKind.None) : null;

    /// <summary>The type of a field or property of this object; null if the expression names something else.</summary>
    private static ITypeSymbol? StoreOf(IMethodSymbol method, ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax { Identifier.ValueText: var name } when method.Parameters.All(parameter => parameter.Name != name) => TypeOf(method.ContainingType, name),
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax { Identifier.ValueText: var name } } => TypeOf(method.ContainingType, name),
        _ => null,
    };

    /// <summary>The type of a field, or of a property that has no code of its own.</summary>
    private static ITypeSymbol? TypeOf(INamedTypeSymbol type, string name) => type.GetMembers(name).FirstOrDefault() switch
    {
        IFieldSymbol { IsStatic: false } field => field.Type,
        IPropertySymbol { IsStatic: false } property when type.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)) => property.Type,
        _ => null,
    };
}
