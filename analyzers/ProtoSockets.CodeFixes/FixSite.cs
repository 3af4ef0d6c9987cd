using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes;

/// <summary>Where something is wrong, as a fix looks at it.</summary>
/// <param name="node">The node that is marked: a declaration, when the mark is on its name.</param>
/// <param name="model">The document's semantic model.</param>
/// <param name="diagnostic">What is wrong.</param>
internal sealed class FixSite(SyntaxNode node, SemanticModel model, Diagnostic diagnostic)
{
    /// <summary>The node that is marked.</summary>
    public SyntaxNode Node { get; } = node;

    /// <summary>The document's semantic model.</summary>
    public SemanticModel Model { get; } = model;

    /// <summary>The type whose name is marked; null if something else is.</summary>
    public TypeDeclarationSyntax? Type => Node as TypeDeclarationSyntax;

    /// <summary>The property whose name is marked; null if something else is.</summary>
    public PropertyDeclarationSyntax? Property => Node as PropertyDeclarationSyntax;

    /// <summary>The parameter whose name is marked; null if something else is.</summary>
    public ParameterSyntax? Parameter => Node as ParameterSyntax;

    /// <summary>The field whose name is marked; null if something else is.</summary>
    public VariableDeclaratorSyntax? Field => Node as VariableDeclaratorSyntax;

    /// <summary>The attribute that is marked; null if something else is.</summary>
    public AttributeSyntax? Attribute => Node as AttributeSyntax ?? Node.FirstAncestorOrSelf<AttributeSyntax>();

    /// <summary>The call that is marked; null if something else is.</summary>
    public InvocationExpressionSyntax? Call => Node as InvocationExpressionSyntax ?? Node.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    /// <summary>The type of the property or parameter whose name is marked, as it is written.</summary>
    public TypeSyntax? MemberType => Property?.Type ?? Parameter?.Type;

    /// <summary>Whether the type whose name is marked has no other part, in which a change might be missing.</summary>
    public bool IsOnlyPart => Type is not null && Model.GetDeclaredSymbol(Type) is { DeclaringSyntaxReferences.Length: 1 };

    /// <summary>The other places in the same document that the diagnostic names.</summary>
    public TextSpan[] OtherSpans => [.. diagnostic.AdditionalLocations.Where(location => location.SourceTree == Node.SyntaxTree).Select(static location => location.SourceSpan)];

    /// <summary>What the rule says about the diagnostic besides its message.</summary>
    /// <param name="name">The name of what it says.</param>
    /// <returns>The text; null if it does not say it.</returns>
    public string? Detail(string name) => diagnostic.Properties.TryGetValue(name, out string? value) ? value : null;

    /// <summary>What a placeholder of the message stands for.</summary>
    /// <param name="index">Its number.</param>
    /// <returns>The text; empty if there is none.</returns>
    public string Argument(int index) =>
        Detail(index.ToString(System.Globalization.CultureInfo.InvariantCulture)) ?? string.Empty;

    /// <summary>How to write an attribute of ProtoSockets here.</summary>
    /// <param name="name">Its name without the suffix.</param>
    /// <returns>The name, with the namespace where it needs one.</returns>
    public string AttributeName(string name) =>
        Model.LookupNamespacesAndTypes(Node.SpanStart, name: name + "Attribute").Any(static symbol => symbol.ContainingNamespace?.Name == "ProtoSockets") ? name : "global::ProtoSockets." + name;

    /// <summary>An insertion of <c>partial</c>, which is the last of a type's modifiers.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The change.</returns>
    public static TextChange InsertPartial(TypeDeclarationSyntax type) => new(new TextSpan(type.Keyword.SpanStart, 0), "partial ");

    /// <summary>Makes a declaration public.</summary>
    /// <param name="modifiers">Its modifiers.</param>
    /// <param name="behind">What follows them.</param>
    /// <returns>The changes.</returns>
    public static TextChange[] MakePublic(SyntaxTokenList modifiers, SyntaxToken behind)
    {
        SyntaxToken[] old = [.. modifiers.Where(static modifier =>
            modifier.IsKind(SyntaxKind.PrivateKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword) || modifier.IsKind(SyntaxKind.InternalKeyword))];
        return old.Length == 0
            ? [new TextChange(new TextSpan((modifiers.Count > 0 ? modifiers[0] : behind).SpanStart, 0), "public ")]
            : [new TextChange(old[0].Span, "public"), .. old.Skip(1).Select(static modifier => new TextChange(TextSpan.FromBounds(modifier.GetPreviousToken().Span.End, modifier.Span.End), string.Empty))];
    }
}
