using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>
/// PSOCK1005: says the byte order with BinaryPrimitives. Which one it is, the protocol knows: network order is offered first, then the order of nearly all machines.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MachineByteOrderCodeFix)), Shared]
public sealed class MachineByteOrderCodeFix() : TextCodeFix(DiagnosticIds.MachineByteOrder)
{
    private static readonly string[] Orders = ["BigEndian", "LittleEndian"];

    private protected override IEnumerable<TextFixPlan> Plans(FixSite site)
    {
        if (site.Call is not { } syntax || site.Model.GetOperation(syntax) is not IInvocationOperation call)
        {
            yield break;
        }

        string primitives = site.Model.LookupNamespacesAndTypes(syntax.SpanStart, name: "BinaryPrimitives").IsEmpty ? "System.Buffers.Binary.BinaryPrimitives" : "BinaryPrimitives";
        foreach (string order in Orders)
        {
            if (Changes(syntax, call, primitives, order) is { } changes)
            {
                yield return new TextFixPlan(order == Orders[0] ? "Use big-endian (network) order" : "Use little-endian order", order, changes);
            }
        }
    }

    private static TextChange[]? Changes(InvocationExpressionSyntax syntax, IInvocationOperation call, string primitives, string order)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = syntax.ArgumentList.Arguments;
        if (arguments.Any(static argument => argument.NameColon is not null))
        {
            return null;
        }

        switch (call.TargetMethod.ContainingType.Name, call.TargetMethod.Name)
        {
            case ("BitConverter", "GetBytes"):
                return OfGetBytes(syntax, call.TargetMethod.Parameters[0].Type, primitives, order);

            case ("BitConverter", "TryWriteBytes") when NameOf(call.TargetMethod.Parameters[1].Type) is { } name:
                return Replace(syntax, $"{primitives}.TryWrite{name}{order}({arguments[0]}, {arguments[1].Expression})");

            case ("MemoryMarshal", "Write" or "TryWrite") when NameOf(call.TargetMethod.TypeArguments[0]) is { } name:
                return Replace(syntax, $"{primitives}.{call.TargetMethod.Name}{name}{order}({arguments[0]}, {arguments[1].Expression})");

            case ("MemoryMarshal", "Read") when NameOf(call.TargetMethod.TypeArguments[0]) is { } name:
                return Replace(syntax, $"{primitives}.Read{name}{order}({arguments[0]})");

            case ("BitConverter", _) when arguments.Count is 1 or 2 && NameOf(call.TargetMethod.ReturnType) is { } name:
                return Source(arguments) is { } source ? Replace(syntax, $"{primitives}.Read{name}{order}({source})") : null;

            default:
                return null;
        }
    }

    /// <summary>The number after an array's start, or the bytes from an index on.</summary>
    private static string? Source(SeparatedSyntaxList<ArgumentSyntax> arguments) =>
        arguments.Count == 1 || arguments[1].Expression is LiteralExpressionSyntax { Token.Value: 0 } ? arguments[0].ToString()
        : arguments[0].Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax ? $"{arguments[0]}.AsSpan({arguments[1]})"
        : null;

    /// <summary>Bytes that are made in the declaration of a variable: the variable becomes an array, which is written into.</summary>
    private static TextChange[]? OfGetBytes(InvocationExpressionSyntax syntax, ITypeSymbol type, string primitives, string order)
    {
        if (NameOf(type) is not { } name
            || syntax.Parent is not EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } statement } } variable
            })
        {
            return null;
        }

        SourceText text = syntax.SyntaxTree.GetText();
        TextLine line = text.Lines.GetLineFromPosition(statement.SpanStart);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, statement.SpanStart));
        TextLine last = text.Lines.GetLineFromPosition(statement.Span.End);
        if (!string.IsNullOrWhiteSpace(indentation))
        {
            return null;
        }

        string value = syntax.ArgumentList.Arguments[0].Expression.ToString();
        string end = text.ToString(TextSpan.FromBounds(last.End, last.EndIncludingLineBreak));
        return
        [
            new TextChange(syntax.Span, $"new byte[sizeof({type.ToDisplayString()})]"),
            new TextChange(new TextSpan(statement.Span.End, 0), $"{end}{indentation}{primitives}.Write{name}{order}({variable.Identifier}, {value});"),
        ];
    }

    private static TextChange[] Replace(InvocationExpressionSyntax syntax, string text) => [new TextChange(syntax.Span, text)];

    /// <summary>What BinaryPrimitives calls the type; null for types that it does not have.</summary>
    private static string? NameOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
            or SpecialType.System_Single or SpecialType.System_Double => type.Name,
        _ => null,
    };
}
