using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>
/// Names that generated code gives away only when they are free: a message of the PostgreSQL protocol is called Describe, and loses nothing but the shorthand.
/// </summary>
internal static class OptionalNames
{
    public const string Describe = "Describe";
    public const string Format = "ToString";
    public const string View = "View";
    public const string Editor = "Editor";
    public const string Group = "Group";

    /// <summary>Whether a record or union with a wire form gets a view, or has one if it is compiled already.</summary>
    public static bool HasView(INamedTypeSymbol type) => type.IsFromSource()
        ? (SchemaTypes.HasWireForm(type) || UnionParser.IsCase(type)) && !Taken(type).Contains(View)
        : type.GetTypeMembers(View).Any(view => view.IsRefLikeType);

    /// <summary>Whether a union, or a record of a fixed size, gets an editor, or has one if it is compiled already.</summary>
    public static bool HasEditor(INamedTypeSymbol type, SizeSpec size) => type.IsFromSource()
        ? (SchemaTypes.IsWireUnion(type) || (SchemaTypes.IsWireStruct(type) && size.FixedSize > 0)) && HasView(type) && !Taken(type).Contains(Editor)
        : type.GetTypeMembers(Editor).Any(editor => editor.IsRefLikeType);

    /// <summary>Those of the names that the type has a use of its own for.</summary>
    public static IEnumerable<string> Taken(INamedTypeSymbol type)
    {
        foreach (string name in new[] { Describe, View, Editor, Group })
        {
            if (type.Name == name || type.GetMembers(name).Any(member => !member.IsImplicitlyDeclared && !member.IsGenerated()))
            {
                yield return name;
            }
        }

        if (type.GetMembers(Format).OfType<IMethodSymbol>().Any(method => method.Parameters.Length == 2 && !method.IsGenerated()))
        {
            yield return Format;
        }
    }
}
