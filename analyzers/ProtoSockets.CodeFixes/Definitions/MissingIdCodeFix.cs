using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1025: gives a message the next free id.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingIdCodeFix)), Shared]
public sealed class MissingIdCodeFix() : TextCodeFix(ProblemIds.MissingId.Id)
{
    private static readonly string[] Roles = ["Message", "Request", "Reply", "ErrorReply", "Item"];

    private protected override TextFixPlan? Plan(FixSite site)
    {
        string next = site.Argument(2);
        AttributeSyntax? role = site.Type?.AttributeLists.SelectMany(static list => list.Attributes).FirstOrDefault(attribute =>
            site.Model.GetSymbolInfo(attribute).Symbol?.ContainingType is { ContainingNamespace.Name: "ProtoSockets" } type
            && Roles.Any(known => type.Name == known + "Attribute"));
        if (role is null || next.Length == 0)
        {
            return null;
        }

        TextChange change = role.ArgumentList is not { } arguments
            ? new TextChange(new TextSpan(role.Name.Span.End, 0), $"({next})")
            : new TextChange(new TextSpan(arguments.OpenParenToken.Span.End, 0), arguments.Arguments.Count > 0 ? next + ", " : next);
        return new TextFixPlan($"Give it the id {next}", "Give it an id", change);
    }
}
