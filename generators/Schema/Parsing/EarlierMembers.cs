using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.Schema;

/// <summary>Finds out whether a property of a record can be asked while the record is read: it looks at nothing but members that are known by then.</summary>
internal static class EarlierMembers
{
    /// <summary>The property of a name that is no wire member; null when there is none that can be asked.</summary>
    public static IPropertySymbol? Property(INamedTypeSymbol type, IReadOnlyList<MemberDraft> members, string name) =>
        members.Any(member => member.Name == name) ? null
        : type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() is { IsStatic: false, IsIndexer: false, GetMethod: not null } property ? property
        : null;

    /// <summary>A member that the property looks at, itself or by way of others, and that is not read yet; null when there is none.</summary>
    /// <param name="type">The record.</param>
    /// <param name="members">Its members in wire order.</param>
    /// <param name="property">The property.</param>
    /// <param name="own">The index of the member that is about to be read.</param>
    public static string? FirstUnread(INamedTypeSymbol type, IReadOnlyList<MemberDraft> members, ISymbol property, int own) =>
        FirstUnread(type, members, property, own, []);

    private static string? FirstUnread(INamedTypeSymbol type, IReadOnlyList<MemberDraft> members, ISymbol symbol, int own, HashSet<string> seen)
    {
        if (!seen.Add(symbol.Name))
        {
            return null;
        }

        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            foreach (IdentifierNameSyntax identifier in reference.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>())
            {
                string name = identifier.Identifier.ValueText;
                if (identifier.Parent is MemberAccessExpressionSyntax access && access.Name == identifier && access.Expression is not ThisExpressionSyntax)
                {
                    // A member of something else that has the same name.
                    continue;
                }

                for (int index = 0; index < members.Count; index++)
                {
                    bool isUnread = members[index].Name == name
                        && ((index >= own && members[index].IsInBody) || members[index].Has("LengthOf") || members[index].Has("CountOf") || members[index].Has("TagOf") || members[index].Has("OffsetOf") || members[index].Has("FlagOf"));
                    if (isUnread)
                    {
                        return name;
                    }
                }

                if (members.Any(member => member.Name == name))
                {
                    continue;
                }

                foreach (ISymbol other in type.GetMembers(name).Where(other => other is IPropertySymbol or IMethodSymbol && !other.IsGenerated()))
                {
                    if (FirstUnread(type, members, other, own, seen) is { } unread)
                    {
                        return unread;
                    }
                }
            }
        }

        return null;
    }
}
