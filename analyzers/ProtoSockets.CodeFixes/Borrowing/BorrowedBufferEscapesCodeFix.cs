using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Borrowing;

/// <summary>PSOCK3005: keeps a copy. What a lambda captures gets no fix: the copy has to be made before the lambda, under a name that only its author knows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BorrowedBufferEscapesCodeFix)), Shared]
public sealed class BorrowedBufferEscapesCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.BorrowedBufferEscapes];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue("Kind", out string? kind) && kind == "Captured")
            {
                continue;
            }

            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax value || CopyOf(model.GetTypeInfo(value, context.CancellationToken)) is not { } copy)
            {
                continue;
            }

            Document document = context.Document;
            context.RegisterCodeFix(
                CodeAction.Create($"Keep a copy: '{copy}()'", _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(value, Call(value, copy)))), equivalenceKey: "Copy"),
                diagnostic);
        }
    }

    /// <summary>What makes a copy that goes where the value went; null where the copy has another type, and the type is what is kept.</summary>
    private static string? CopyOf(TypeInfo value)
    {
        switch (value.Type)
        {
            case IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }:
                return "AsSpan().ToArray";
            case INamedTypeSymbol { Name: "ReadOnlyMemory" or "Memory" or "ArraySegment" }:
                return value.ConvertedType is { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Interface } ? null : "ToArray";
            case { } type when type.GetMembers("ToOwned").OfType<IMethodSymbol>().Any(static method => method is { IsStatic: false, Parameters.IsEmpty: true }):
                return "ToOwned";
            default:
                return null;
        }
    }

    private static ExpressionSyntax Call(ExpressionSyntax value, string copy)
    {
        string text = value.WithoutTrivia().ToString();
        bool isPrimary = value is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or ObjectCreationExpressionSyntax or ParenthesizedExpressionSyntax;
        return SyntaxFactory.ParseExpression(isPrimary ? $"{text}.{copy}()" : $"({text}).{copy}()").WithTriviaFrom(value);
    }
}
