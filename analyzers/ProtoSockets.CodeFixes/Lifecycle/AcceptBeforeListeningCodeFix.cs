using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>
/// PSOCK2001: moves Start or Listen (and Bind) up if they come later, else inserts them. An address that nobody named is not made up: a socket that is never
/// bound gets no fix.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcceptBeforeListeningCodeFix)), Shared]
public sealed class AcceptBeforeListeningCodeFix() : LifecycleCodeFix(DiagnosticIds.AcceptBeforeListening)
{
    private protected override FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken)
    {
        string? listen = site.Kind switch
        {
            TrackedKind.TcpListener when site.States == LifecycleStates.Created => "Start",
            TrackedKind.StreamSocket => "Listen",
            _ => null,
        };
        if (listen is null)
        {
            return null;
        }

        var needed = new List<int>();
        if (site.Kind == TrackedKind.StreamSocket && site.States != LifecycleStates.Bound)
        {
            int bind = site.States == LifecycleStates.Created ? site.IndexOfLaterCall("Bind") : -1;
            if (bind < 0)
            {
                return null;
            }

            needed.Add(bind);
        }

        int later = site.IndexOfLaterCall(listen);
        if (later >= 0 && (needed.Count == 0 || later > needed[0]))
        {
            needed.Add(later);
        }
        else if (needed.Count > 0)
        {
            return null;
        }

        if (needed.Count > 0)
        {
            return needed.All(index => site.CanPass(site.Block.Statements[index], site.Index, index))
                ? new FixPlan($"Move '{site.Local.Name}.{listen}' up", "Move up", root => StatementEdits.MoveUp(root, site.Block, site.Index, [.. needed]))
                : null;
        }

        return site.InsertionPoint() is { } point
            ? new FixPlan($"Call '{site.Local.Name}.{listen}' first", "Insert", root => StatementEdits.InsertBefore(root, point, $"{site.Local.Name}.{listen}();"))
            : null;
    }
}
