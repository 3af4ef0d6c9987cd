using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes.Refactorings.ByteCode;

/// <summary>Makes a record of a type, whose members stand where a method reads or writes them.</summary>
/// <param name="site">The file.</param>
/// <param name="layout">Where they stand.</param>
/// <param name="declaration">The type.</param>
internal sealed class ByteRecord(RefactoringSite site, ByteLayout layout, TypeDeclarationSyntax declaration)
{
    private readonly bool _isLittleEndian = layout.Accesses.Count(static access => access.IsLittleEndian == true) > layout.Accesses.Count(static access => access.IsLittleEndian == false);

    /// <summary>The changes of the type.</summary>
    /// <returns>The changes; null where the type keeps more than what is read and written, or could not be a record.</returns>
    public TextChange[]? Changes()
    {
        if (declaration is not (ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax)
            || declaration.Modifiers.Any(SyntaxKind.StaticKeyword) || declaration.Modifiers.Any(SyntaxKind.RefKeyword) || declaration.Modifiers.Any(SyntaxKind.AbstractKeyword)
            || layout.Type is not { IsGenericType: false, DeclaringSyntaxReferences.Length: 1, BaseType.SpecialType: SpecialType.System_Object or SpecialType.System_ValueType }
            || KeepsMore())
        {
            return null;
        }

        int end = layout.Accesses.Max(static access => access.Offset + access.Size);
        ByteAccess[] accesses = [.. layout.Accesses.Where(static access => access.Member is not null).OrderBy(static access => access.Offset)];
        List<SyntaxNode?> order = [.. accesses.Select(access => NodeOf(access.Member!))];
        SyntaxNode[] slots = [.. order.OfType<SyntaxNode>().OrderBy(static node => node.SpanStart)];
        bool isMoved = !slots.SequenceEqual(order);
        if (slots.Length != order.Count || (isMoved && slots.Any(static slot => slot is ParameterSyntax || HasCommentBehind(slot))))
        {
            return null;
        }

        List<WirePiece> pieces = [];
        foreach (ByteAccess access in layout.Accesses)
        {
            string? own = null;
            if (access.Member is not null && (own = AttributesOf(access)) is null)
            {
                return null;
            }

            string[] attributes = own is null or "" ? [] : [own];
            pieces.Add(new WirePiece(
                8 * access.Offset, 8 * access.Size, false, fillers => Declare(NodeOf(access.Member!)!, [.. fillers, .. attributes]), IsUnused: access.Member is null));
        }

        if (WireLayout.Write(pieces, Math.Max(end, layout.Least), "Reserved", out IReadOnlyList<string> trailer) is not { } members)
        {
            return null;
        }

        return [.. Heading(trailer), .. slots.Select((slot, index) => new TextChange(SpanOf(slot), members[index]))];
    }

    /// <summary>Whether the type has state that is not on the wire.</summary>
    private bool KeepsMore() => layout.Type.GetMembers().Any(member =>
        member is IFieldSymbol { IsStatic: false, IsConst: false } field
        && !layout.Accesses.Any(access => SymbolEqualityComparer.Default.Equals(access.Member, field.AssociatedSymbol ?? field)));

    /// <summary>The declaration of a member; null if it is not in this type, or is more than a place for a value.</summary>
    private SyntaxNode? NodeOf(ISymbol member)
    {
        SyntaxNode? node = member.DeclaringSyntaxReferences.Length == 1 ? member.DeclaringSyntaxReferences[0].GetSyntax() : null;
        return node switch
        {
            PropertyDeclarationSyntax { Initializer: null, ExpressionBody: null, AccessorList: { } accessors } property
                when property.Parent == declaration && property.Modifiers.Any(SyntaxKind.PublicKeyword)
                && accessors.Accessors.All(static accessor => accessor is { Body: null, ExpressionBody: null, Modifiers.Count: 0 }) => property,
            ParameterSyntax { Default: null } parameter when parameter.Parent?.Parent == declaration => parameter,
            VariableDeclaratorSyntax { Initializer: null, Parent.Parent: FieldDeclarationSyntax { Declaration.Variables.Count: 1 } field }
                when field.Parent == declaration && field.Modifiers.Any(SyntaxKind.PublicKeyword) => field,
            _ => null,
        };
    }

    /// <summary>The attributes of a member; null if its type can't have these bytes.</summary>
    private string? AttributesOf(ByteAccess access)
    {
        if (NodeOf(access.Member!) is null)
        {
            return null;
        }

        ITypeSymbol type = access.Member switch { IPropertySymbol property => property.Type, IFieldSymbol field => field.Type, _ => throw new InvalidOperationException() };
        if (access.Form is ByteForm.Ascii or ByteForm.Utf8 or ByteForm.Latin1)
        {
            return type.SpecialType != SpecialType.System_String ? null : Sized("FixedBytes", access.Size) + (access.Form == ByteForm.Utf8 ? "" : ", " + access.Form);
        }

        if (access.Form == ByteForm.Bytes)
        {
            return type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } ? Sized("FixedBytes", access.Size) : null;
        }

        ITypeSymbol number = (type as INamedTypeSymbol)?.EnumUnderlyingType ?? type;
        string order = access.IsLittleEndian is not { } isLittle || isLittle == _isLittleEndian ? "" : isLittle ? "LittleEndian" : "BigEndian";
        return ByteMethod.SizeOf(number) == access.Size ? order : null;
    }

    private static string Sized(string attribute, int size) => string.Format(CultureInfo.InvariantCulture, "{0}({1})", attribute, size);

    private TextChange[] Heading(IReadOnlyList<string> trailer)
    {
        string lineBreak = Insertion.LineBreak(site.Text);
        List<string> attributes = ["WireStruct"];
        if (layout.Accesses.Any(static access => access.IsLittleEndian is not null))
        {
            attributes.Add(_isLittleEndian ? "LittleEndian" : "BigEndian");
        }

        SyntaxToken first = declaration.AttributeLists.Count > 0 ? declaration.AttributeLists[0].OpenBracketToken
            : declaration.Modifiers.Count > 0 ? declaration.Modifiers[0]
            : declaration.Keyword;
        string heading = $"[{string.Join(", ", attributes.Concat(trailer))}]{lineBreak}{Insertion.IndentationAt(site.Text, first.SpanStart)}";
        string partial = declaration.Modifiers.Any(SyntaxKind.PartialKeyword) ? "" : "partial ";
        TextChange keyword = declaration switch
        {
            RecordDeclarationSyntax => new TextChange(new TextSpan(declaration.Keyword.SpanStart, 0), partial),
            ClassDeclarationSyntax => new TextChange(declaration.Keyword.Span, partial + "record"),
            _ => new TextChange(declaration.Keyword.Span, partial + "record struct"),
        };
        return first.SpanStart == declaration.Keyword.SpanStart
            ? [new TextChange(keyword.Span, heading + keyword.NewText)]
            : [new TextChange(new TextSpan(first.SpanStart, 0), heading), keyword];
    }

    /// <summary>The member as it is, with attributes in front, and settable where it was not.</summary>
    private string Declare(SyntaxNode node, string[] attributes)
    {
        string text = site.Text.ToString(SpanOf(node));
        int declared = node.SpanStart - SpanOf(node).Start;
        string indentation = Insertion.IndentationAt(site.Text, node.SpanStart);
        string list = attributes.Length == 0 ? "" : $"[{string.Join(", ", attributes)}]{(node is ParameterSyntax ? " " : Insertion.LineBreak(site.Text) + indentation)}";
        string body = text.Substring(declared);
        if (node is PropertyDeclarationSyntax { AccessorList: { } accessors } property && accessors.Accessors.Count == 1)
        {
            body = body.Insert(accessors.Accessors[0].Span.End - node.SpanStart, " init;");
        }
        else if (node is FieldDeclarationSyntax field)
        {
            SyntaxToken isReadOnly = field.Modifiers.FirstOrDefault(static modifier => modifier.IsKind(SyntaxKind.ReadOnlyKeyword));
            bool isFixed = isReadOnly.IsKind(SyntaxKind.ReadOnlyKeyword) || declaration.Modifiers.Any(SyntaxKind.ReadOnlyKeyword);
            body = body.Substring(0, field.SemicolonToken.SpanStart - node.SpanStart) + (isFixed ? " { get; init; }" : " { get; set; }");
            if (isReadOnly.IsKind(SyntaxKind.ReadOnlyKeyword))
            {
                body = body.Remove(isReadOnly.SpanStart - node.SpanStart, isReadOnly.FullSpan.Length);
            }
        }

        return text.Substring(0, declared) + list + body;
    }

    /// <summary>A member with the comments in front of it.</summary>
    private static TextSpan SpanOf(SyntaxNode node)
    {
        foreach (SyntaxTrivia trivia in node.GetLeadingTrivia())
        {
            if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return TextSpan.FromBounds(trivia.FullSpan.Start, node.Span.End);
            }
        }

        return node.Span;
    }

    private static bool HasCommentBehind(SyntaxNode node) =>
        node.GetTrailingTrivia().Any(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));
}
