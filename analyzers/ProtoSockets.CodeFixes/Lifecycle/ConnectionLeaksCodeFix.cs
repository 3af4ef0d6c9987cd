using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>PSOCK2009: declares the variable with using. It must hold this one object for all its life, and nothing outside of its scope may refer to the object.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConnectionLeaksCodeFix)), Shared]
public sealed class ConnectionLeaksCodeFix() : EndOfLifeCodeFix(DiagnosticIds.ConnectionLeaks)
{
    private protected override FixPlan? Plan(DeclarationSite site)
    {
        if (site.Declaration.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp8 }
            || site.Block.DescendantNodes().Any(static node => node is GotoStatementSyntax)
            || !site.Mentions(site.Block).All(mention => LeavesObjectAlone(mention, site)))
        {
            return null;
        }

        bool awaits = Implements(site.Local.Type, "System.IAsyncDisposable") && CodeContext.IsAsynchronous(site.Declaration);
        if (!awaits && !Implements(site.Local.Type, "System.IDisposable"))
        {
            return null;
        }

        return new FixPlan(
            $"Close '{site.Local.Name}' by {(awaits ? "'await using'" : "'using'")}",
            "Using",
            root => root.ReplaceNode(site.Declaration, WithUsing(site.Declaration, awaits)));
    }

    private static LocalDeclarationStatementSyntax WithUsing(LocalDeclarationStatementSyntax declaration, bool awaits)
    {
        LocalDeclarationStatementSyntax changed = declaration.WithoutLeadingTrivia().WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        if (awaits)
        {
            changed = changed.WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        }

        return changed.WithLeadingTrivia(declaration.GetLeadingTrivia());
    }

    private static bool Implements(ITypeSymbol type, string @interface) =>
        type.AllInterfaces.Any(candidate => candidate.ToDisplayString() == @interface);

    /// <summary>The variable is not assigned, and what is read from it does not outlive it.</summary>
    private static bool LeavesObjectAlone(IdentifierNameSyntax mention, DeclarationSite site) => mention.Parent switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetStream", Parent: InvocationExpressionSyntax call } access when access.Expression == mention => StaysInside(call, site),
        MemberAccessExpressionSyntax access => access.Expression == mention,
        ConditionalAccessExpressionSyntax conditional => conditional.Expression == mention,
        BinaryExpressionSyntax or IsPatternExpressionSyntax => true,
        ArgumentSyntax { Parent.Parent: ObjectCreationExpressionSyntax wrapper } => StaysInside(wrapper, site),
        ArgumentSyntax { Parent.Parent: ImplicitObjectCreationExpressionSyntax wrapper } => StaysInside(wrapper, site),
        _ => false,
    };

    /// <summary>A stream lives no longer than what it is read from: it is used at once, or held by a variable of the same block or of one inside.</summary>
    private static bool StaysInside(ExpressionSyntax stream, DeclarationSite site) => stream.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: StatementSyntax statement } } => site.Block.Span.Contains(statement.Span),
        MemberAccessExpressionSyntax access => access.Expression == stream,
        ExpressionStatementSyntax => true,
        _ => false,
    };
}
