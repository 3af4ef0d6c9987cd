using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ProtoSockets.Analyzers;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>PSOCK2002: moves the Bind that comes too late up. Where there is none, only the author knows the address.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ListenBeforeBindCodeFix)), Shared]
public sealed class ListenBeforeBindCodeFix() : LifecycleCodeFix(DiagnosticIds.ListenBeforeBind)
{
    private protected override FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken)
    {
        int bind = site.IndexOfLaterCall("Bind");
        return site.States == LifecycleStates.Created && bind >= 0 && site.CanPass(site.Block.Statements[bind], site.Index, bind)
            ? new FixPlan($"Move '{site.Local.Name}.Bind' up", "Move up", root => StatementEdits.MoveUp(root, site.Block, site.Index, bind))
            : null;
    }
}
