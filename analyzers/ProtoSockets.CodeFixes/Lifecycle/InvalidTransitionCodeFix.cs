using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>PSOCK2006: closes the old socket and goes on with a new one of the same sort, where the variable can take it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InvalidTransitionCodeFix)), Shared]
public sealed class InvalidTransitionCodeFix() : LifecycleCodeFix(DiagnosticIds.InvalidTransition)
{
    private protected override FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken)
    {
        bool isStep = site.Kind switch
        {
            TrackedKind.StreamSocket => site.CallIn(site.Statement, "Bind", "Connect", "ConnectAsync") is not null,
            TrackedKind.DatagramSocket => site.CallIn(site.Statement, "Bind") is not null,
            TrackedKind.TcpClient => site.CallIn(site.Statement, "Connect", "ConnectAsync") is not null,
            _ => false,
        };
        if (!isStep || site.Creation is not BaseObjectCreationExpressionSyntax creation || !IsOwnInitializer(site, creation) || !CanBeRepeated(site, creation, cancellationToken))
        {
            return null;
        }

        string name = site.Local.Name;
        return new FixPlan(
            $"Use a new {site.Local.Type.Name} for this",
            "New",
            root => StatementEdits.InsertBefore(root, site.Statement, $"{name}.Dispose();", $"{name} = {creation};"));
    }

    /// <summary>A variable of a using declaration or statement, or of a loop, cannot be assigned.</summary>
    private static bool IsOwnInitializer(MisuseSite site, BaseObjectCreationExpressionSyntax creation) =>
        !site.Local.IsUsing
        && creation.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax declaration } } variable }
        && !declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword)
        && site.Local.DeclaringSyntaxReferences.Any(reference => reference.Span == variable.Span);

    /// <summary>The same creation means the same again only if it depends on nothing, and it must not be what connected the old one.</summary>
    private static bool CanBeRepeated(MisuseSite site, BaseObjectCreationExpressionSyntax creation, CancellationToken cancellationToken) =>
        creation.Initializer is null
        && site.Model.GetSymbolInfo(creation, cancellationToken).Symbol is IMethodSymbol constructor
        && constructor.Parameters.All(static parameter => parameter.Type.TypeKind == TypeKind.Enum)
        && (creation.ArgumentList?.Arguments.All(argument => site.Model.GetConstantValue(argument.Expression, cancellationToken).HasValue) ?? true);
}
