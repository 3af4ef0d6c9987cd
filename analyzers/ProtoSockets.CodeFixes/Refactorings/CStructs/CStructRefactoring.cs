using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes.Refactorings.CStructs;

/// <summary>
/// Declares the structs of C in a comment as records. The comment stays, as the evidence of where the record comes from. Where the bytes depend on the machine, the user says which one
/// it is; where they depend on the compiler, nothing is offered.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(CStructRefactoring)), Shared]
public sealed class CStructRefactoring : TextRefactoring
{
    private static readonly string[] Starts = ["typedef ", "struct ", "struct{", "#"];

    private protected override bool MayApply(CompilationUnitSyntax root, TextSpan span) =>
        CommentText.At(root, span.Start) is { } comment && comment.Text.Contains("struct", StringComparison.Ordinal) && MayHoldType(comment);

    private protected override IEnumerable<TextFixPlan> Plans(RefactoringSite site)
    {
        if (CommentText.At(site.Root, site.Span.Start) is not { } comment || CParser.Parse(CodeOf(comment.Text)) is not { } structs)
        {
            yield break;
        }

        string memory = site.Model.LookupNamespacesAndTypes(comment.Token.SpanStart, name: "ReadOnlyMemory").IsEmpty ? "System.ReadOnlyMemory<byte>" : "ReadOnlyMemory<byte>";
        string title = structs.Count == 1 ? "Declare the struct in this comment as a [WireStruct]" : "Declare the structs in this comment as [WireStruct]s";
        if (!structs.SelectMany(static type => type.Members).Any(static member => member.Bits is not null || member.Type is CScalar { Bytes: > 1, IsLittleEndian: null }))
        {
            // Nothing in it depends on the machine; the order that most members say is the record's.
            CScalar[] ordered =
            [
                .. structs.SelectMany(static type => type.Members).Select(static member => member.Type).OfType<CScalar>().Where(static type => type.IsLittleEndian is not null),
            ];
            bool isLittleEndian = ordered.Count(static type => type.IsLittleEndian == true) > ordered.Length / 2;
            if (Changes(site, comment, structs, new CRecord(isLittleEndian, memory)) is { } changes)
            {
                yield return new TextFixPlan(title, "CStruct", changes);
            }

            yield break;
        }

        foreach ((bool isLittleEndian, string machine) in new[] { (false, "big-endian, network order"), (true, "little-endian, as most machines") })
        {
            if (Changes(site, comment, structs, new CRecord(isLittleEndian, memory)) is { } changes)
            {
                yield return new TextFixPlan($"{title} ({machine})", "CStruct" + machine.Substring(0, machine.IndexOf('-')), changes);
            }
        }
    }

    private static TextChange[]? Changes(RefactoringSite site, CommentText comment, IReadOnlyList<CStruct> structs, CRecord record)
    {
        List<IReadOnlyList<string>> records = [];
        foreach (CStruct type in structs)
        {
            if (record.Write(type) is not { } lines)
            {
                return null;
            }

            records.Add(lines);
        }

        string lineBreak = Insertion.LineBreak(site.Text);
        string indentation = Insertion.IndentationAt(site.Text, comment.Span.Start);
        string text = string.Concat(records.Select((lines, index) =>
            (index == 0 ? lineBreak : lineBreak + lineBreak) + string.Join(lineBreak, lines.Select(line => line.Length == 0 ? line : indentation + line))));

        // A declaration behind it is set off by an empty line.
        string rest = site.Text.ToString(TextSpan.FromBounds(comment.Span.End, comment.Token.SpanStart));
        bool needsLine = !comment.Token.IsKind(SyntaxKind.CloseBraceToken) && !comment.Token.IsKind(SyntaxKind.EndOfFileToken) && rest.Count(static character => character == '\n') < 2;
        var record1 = new TextChange(new TextSpan(comment.Span.End, 0), text + (needsLine ? lineBreak : string.Empty));
        return Insertion.Using(site.Root, site.Model, comment.Token.SpanStart, lineBreak) is { } import ? [import, record1] : [record1];
    }

    /// <summary>The comment from the first line on that begins as C does: what stands in front of it are words.</summary>
    private static string CodeOf(string comment)
    {
        string[] lines = comment.Replace("\r", "").Split('\n');
        int first = Array.FindIndex(lines, static line => Starts.Any(start => (line.TrimStart() + " ").StartsWith(start, StringComparison.Ordinal)));
        int summary = first;
        while (summary > 0 && lines[summary - 1].TrimStart() is var before && (before.StartsWith("/*", StringComparison.Ordinal) || before.StartsWith("//", StringComparison.Ordinal)))
        {
            summary--;
        }

        return first < 0 ? comment : string.Join("\n", lines.Skip(summary));
    }

    /// <summary>Whether a type can be declared where the comment is: in front of a member of a type or namespace, or at the end of one.</summary>
    private static bool MayHoldType(CommentText comment)
    {
        if (!comment.Token.LeadingTrivia.FullSpan.Contains(comment.Span))
        {
            return false;
        }

        if (comment.Token.IsKind(SyntaxKind.EndOfFileToken))
        {
            return true;
        }

        if (comment.Token.IsKind(SyntaxKind.CloseBraceToken))
        {
            return comment.Token.Parent is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or NamespaceDeclarationSyntax;
        }

        MemberDeclarationSyntax? member = comment.Token.Parent?.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().LastOrDefault(candidate => candidate.GetFirstToken() == comment.Token);
        return member is not null and not (FileScopedNamespaceDeclarationSyntax or EnumMemberDeclarationSyntax or GlobalStatementSyntax or NamespaceDeclarationSyntax)
            && member.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax;
    }
}
