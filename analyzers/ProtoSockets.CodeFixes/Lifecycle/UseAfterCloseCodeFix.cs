using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>PSOCK2005: moves the close behind the last use in the block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseAfterCloseCodeFix)), Shared]
public sealed class UseAfterCloseCodeFix() : LifecycleCodeFix(DiagnosticIds.UseAfterClose)
{
    private protected override FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken)
    {
        SyntaxList<StatementSyntax> statements = site.Block.Statements;
        int close = -1;
        for (int index = 0; index < site.Index; index++)
        {
            if (site.CallIn(statements[index], "Close", "Dispose", "DisposeAsync", "CloseAsync") is not null)
            {
                if (close >= 0)
                {
                    // Closed twice: which of the two was meant cannot be told.
                    return null;
                }

                close = index;
            }
        }

        int last = site.Index;
        for (int index = site.Index + 1; index < statements.Count; index++)
        {
            if (site.CallIn(statements[index], "Close", "Dispose", "DisposeAsync", "CloseAsync") is not null)
            {
                return null;
            }

            last = site.Mentions(statements[index]) ? index : last;
        }

        return close >= 0 && site.CanPass(statements[close], close + 1, last + 1)
            ? new FixPlan($"Close '{site.Local.Name}' after its last use", "Move down", root => StatementEdits.MoveDown(root, site.Block, close, last))
            : null;
    }
}
