using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes.Refactorings.ByteCode;

/// <summary>
/// Declares the type whose members a method reads from bytes, or writes to them, at constant offsets. The method stays: a test that holds it against the generated code is the best there is.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(ByteCodeRefactoring)), Shared]
public sealed class ByteCodeRefactoring : TextRefactoring
{
    private protected override bool MayApply(CompilationUnitSyntax root, TextSpan span) => MethodAt(root, span) is { } method && MentionsBytes(method);

    private protected override IEnumerable<TextFixPlan> Plans(RefactoringSite site)
    {
        if (MethodAt(site.Root, site.Span) is not { } method || LayoutOf(method, site.Model) is not { } layout
            || layout.Type.DeclaringSyntaxReferences is not { Length: 1 } declarations || declarations[0].SyntaxTree != site.Root.SyntaxTree
            || declarations[0].GetSyntax() is not TypeDeclarationSyntax declaration
            || !Agrees(layout, declaration, method, site.Model)
            || new ByteRecord(site, layout, declaration).Changes() is not { } changes)
        {
            yield break;
        }

        string lineBreak = Insertion.LineBreak(site.Text);
        yield return new TextFixPlan(
            $"Declare '{layout.Type.Name}' as a [WireStruct]",
            "ByteCode",
            Insertion.Using(site.Root, site.Model, declaration.SpanStart, lineBreak) is { } import ? [import, .. changes] : changes);
    }

    /// <summary>The method whose head the caret is in.</summary>
    private static BaseMethodDeclarationSyntax? MethodAt(SyntaxNode root, TextSpan span) =>
        root.FindToken(span.Start).Parent?.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is MethodDeclarationSyntax or ConstructorDeclarationSyntax
            && root.FindToken(span.Start).Parent!.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is { } method && span.End <= method.ParameterList.Span.End ? method : null;

    /// <summary>Whether a method has bytes among its parameters, before anything is bound.</summary>
    private static bool MentionsBytes(BaseMethodDeclarationSyntax method) =>
        method.ParameterList.Parameters.Any(static parameter => parameter.Type?.ToString() is { } type && type.Contains("byte", StringComparison.OrdinalIgnoreCase));

    private static ByteLayout? LayoutOf(BaseMethodDeclarationSyntax method, SemanticModel model) =>
        model.GetDeclaredSymbol(method) is IMethodSymbol symbol && model.GetOperation(method) is { } body ? ByteMethod.Read(symbol, body) : null;

    /// <summary>Whether the other methods of the type that read or write the same members have them at the same places.</summary>
    private static bool Agrees(ByteLayout layout, TypeDeclarationSyntax declaration, BaseMethodDeclarationSyntax method, SemanticModel model)
    {
        foreach (BaseMethodDeclarationSyntax other in declaration.Members.OfType<BaseMethodDeclarationSyntax>())
        {
            if (other == method || !MentionsBytes(other) || LayoutOf(other, model) is not { } otherLayout || !SymbolEqualityComparer.Default.Equals(otherLayout.Type, layout.Type))
            {
                continue;
            }

            foreach (ByteAccess access in otherLayout.Accesses.Where(static access => access.Member is not null))
            {
                ByteAccess? mine = layout.Accesses.FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate.Member, access.Member));
                if (mine is null || (mine.Offset, mine.Size, mine.IsLittleEndian) != (access.Offset, access.Size, access.IsLittleEndian))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
